#include "timing/subjects.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "crypto/aead.h"
#include "crypto/short_aead.h"
#include "crypto/x25519.h"
#include "session/device_state.h"

namespace smx::timing {
namespace {

using Input = std::span<const std::uint8_t>;
using Output = std::span<std::uint8_t>;
using Random = std::mt19937_64;

void fill_random(Output out, Random& random) {
  for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(random());
}

/// A right value that the inputs miss by one byte: the first (class 0) or the last (class 1) of the
/// `width` bytes at the end.
auto wrong_in_one_byte(Bytes right, std::size_t width) {
  return [right = std::move(right), width](unsigned which, Output input, Random& random) {
    std::ranges::copy(right, input.begin());
    const std::size_t place = which == 0 ? input.size() - width : input.size() - 1;
    input[place] ^= static_cast<std::uint8_t>(1 + random() % 255);
  };
}

Bytes counted(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(7 * i + 3);
  return bytes;
}

Subject tag_compare() {
  const Bytes tag = counted(limits::kTagSize);
  return {.name = "tag_compare",
          .input_size = tag.size(),
          .fill = wrong_in_one_byte(tag, tag.size()),
          .run = [tag](Input input) { return equal_in_constant_time(tag, input) ? 1U : 0U; }};
}

/// A sealed text with a wrong tag. `text_size` decides which library opens it.
Subject tag_refused(std::string_view name, std::size_t text_size) {
  const auto key = std::make_shared<AeadKey>();
  std::ranges::copy(counted(limits::kKeySize), key->writable().begin());
  Bytes sealed(text_size + limits::kTagSize);
  if (!aead_seal(*key, Nonce{}, {}, counted(text_size), sealed)) std::abort();
  const auto out = std::make_shared<Bytes>(text_size);
  return {.name = name,
          .input_size = sealed.size(),
          .fill = wrong_in_one_byte(sealed, limits::kTagSize),
          .run = [key, out](Input input) {
            return aead_open(*key, Nonce{}, {}, input, *out) ? 1U : 0U;
          }};
}

constexpr std::size_t kIds = 64;
constexpr std::size_t kIdSize = 20;

/// Signed prekeys, with an id each and secrets that a test may write over.
struct Prekeys {
  DeviceState state;
  Prekeys() {
    for (std::size_t i = 0; i < kIds; ++i) {
      const KeyId id = *KeyId::parse(id_of(i));
      state.signed_prekeys.push_back({.serial = i,
                                      .key_id = id,
                                      .pair = {},
                                      .signature = {},
                                      .created_at = {},
                                      .replaced_at = {}});
    }
  }
  static Bytes id_of(std::size_t number) {
    Bytes id(kIdSize, 'k');
    id.back() = static_cast<std::uint8_t>('0' + number);
    return id;
  }
  [[nodiscard]] unsigned find(Input id) const {
    const auto* found = state.find_signed_prekey(*KeyId::parse(id));
    return found == nullptr ? 0 : static_cast<unsigned>(found->serial);
  }
};

/// The id that is looked for is the same; the private key behind it is all zeros or random.
Subject key_lookup_by_key() {
  const auto prekeys = std::make_shared<Prekeys>();
  return {.name = "key_id_lookup.private_key",
          .input_size = limits::kKeySize,
          .fill =
              [](unsigned which, Output input, Random& random) {
                std::ranges::fill(input, std::uint8_t{0});
                if (which == 1) fill_random(input, random);
              },
          .run =
              [prekeys, id = Prekeys::id_of(kIds / 2)](Input input) {
                auto& pair = prekeys->state.signed_prekeys[kIds / 2].pair;
                std::ranges::copy(input, pair.private_key.writable().begin());
                return prekeys->find(id);
              }};
}

/// An unknown id that shares nothing with the known ones, or all but its last byte. Ids are public:
/// they are on the wire, and so is what the device answers.
Subject key_lookup_by_id() {
  const auto prekeys = std::make_shared<Prekeys>();
  return {.name = "key_id_lookup.public_id",
          .input_size = kIdSize,
          .fill =
              [](unsigned which, Output input, Random&) {
                std::ranges::fill(input, static_cast<std::uint8_t>(which == 0 ? 'x' : 'k'));
                input.back() = 'x';
              },
          .run = [prekeys](Input input) { return prekeys->find(input); }};
}

/// Zeros but for the first byte (class 0) or the last.
void one_byte_set(unsigned which, Output input, Random& random) {
  std::ranges::fill(input, std::uint8_t{0});
  (which == 0 ? input.front() : input.back()) = static_cast<std::uint8_t>(1 + random() % 255);
}

/// The function that x25519() asks, on outputs as it would see them.
Subject all_zero_check() {
  return {.name = "all_zero_check",
          .input_size = limits::kKeySize,
          .fill = one_byte_set,
          .run = [](Input input) {
            return static_cast<unsigned>(sodium_is_zero(input.data(), input.size()));
          }};
}

/// A whole agreement with one private key or with random ones.
Subject agreement() {
  X25519PublicKey point;
  point.bytes[0] = 9;
  return {.name = "agreement",
          .input_size = limits::kKeySize,
          .fill =
              [](unsigned which, Output input, Random& random) {
                std::ranges::copy(counted(limits::kKeySize), input.begin());
                if (which == 1) fill_random(input, random);
              },
          .run =
              [point](Input input) {
                const X25519PrivateKey key(input.first<limits::kKeySize>());
                const auto output = x25519(key, point);
                return output ? unsigned{output->reveal()[0]} : 0U;
              },
          .dearer = 10};
}

/// Byte by byte until one differs. Each byte is read for itself, which keeps the optimiser from
/// comparing whole words.
bool equal_until_one_differs(Input a, Input b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (static_cast<const volatile std::uint8_t&>(a[i]) != b[i]) return false;
  }
  return true;
}

Subject leaking_compare() {
  Subject subject = tag_compare();
  subject.name = "early_exit_tag_compare";
  subject.run = [tag = counted(limits::kTagSize)](Input input) {
    return equal_until_one_differs(tag, input) ? 1U : 0U;
  };
  return subject;
}

Subject leaking_all_zero_check() {
  Subject subject = all_zero_check();
  subject.name = "early_exit_all_zero_check";
  subject.run = [zeros = Bytes(limits::kKeySize)](Input input) {
    return equal_until_one_differs(zeros, input) ? 1U : 0U;
  };
  return subject;
}

/// A refusal that looks at the tag once more, until a byte differs.
Subject leaking_refusal() {
  constexpr std::size_t kTextSize = 64;
  Subject subject = tag_refused("early_exit_tag_refused", kTextSize);
  Bytes right(subject.input_size);
  Random random;
  subject.fill(0, right, random);
  // The first byte of the tag is the wrong one.
  Bytes tag(right.end() - limits::kTagSize, right.end());
  subject.fill(1, right, random);
  tag.front() = right[kTextSize];
  subject.run = [open = subject.run, tag](Input input) {
    const unsigned opened = open(input);
    return opened + (equal_until_one_differs(tag, input.last(tag.size())) ? 1U : 0U);
  };
  return subject;
}

}  // namespace

std::vector<Subject> subjects() {
  std::vector<Subject> all;
  all.push_back(tag_compare());
  all.push_back(tag_refused("tag_refused.short", 64));
  all.push_back(tag_refused("tag_refused.long", kMaxShortText + 64));
  all.push_back(all_zero_check());
  all.push_back(key_lookup_by_key());
  all.push_back(key_lookup_by_id());
  all.push_back(agreement());
  return all;
}

std::vector<Subject> leaking_subjects() {
  std::vector<Subject> all;
  all.push_back(leaking_compare());
  all.push_back(leaking_all_zero_check());
  all.push_back(leaking_refusal());
  return all;
}

}  // namespace smx::timing
