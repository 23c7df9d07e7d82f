// Leaks that must be reported, in every build. What each finds out is declassified before it is
// used, so that only the way in which it was found out can be reported; the twin finds out the same
// in constant time. An optimiser may not remove them: sizes are hidden behind volatile, branches
// hold an asm statement, and what comes out goes to a volatile.

#include <array>
#include <cstring>

#include "crypto/hash.h"
#include "crypto/secret_types.h"
#include "ct/cases.h"
#include "ct/leaks.h"
#include "ct/operations.h"
#include "ct/undefined.h"

namespace smx::ct {
namespace {

volatile unsigned sink = 0;

void conclude(unsigned found) { sink = declassified("control-result", found); }

/// A tag that nobody may guess, and one that a forger sent: right but for its last byte.
struct Tags {
  std::array<std::uint8_t, limits::kDigestSize> own{};
  std::array<std::uint8_t, limits::kDigestSize> sent{};
  Tags() {
    hmac_sha256(secret_key<ChainKey>(1).reveal(), {}, own);
    sent = own;
    sent.back() ^= 1;
    declassify("control-forgery", sent);
  }
};

Result<void> compare_with_memcmp() {
  const Tags tags;
  const volatile std::size_t size = tags.own.size();
  conclude(std::memcmp(tags.own.data(), tags.sent.data(), size) == 0 ? 1 : 0);
  return {};
}

Result<void> compare_in_constant_time() {
  const Tags tags;
  conclude(equal_in_constant_time(tags.own, tags.sent) ? 1 : 0);
  return {};
}

constexpr std::size_t kTableSize = 256;
const std::array<std::uint8_t, kTableSize> table{3, 1, 4, 1, 5, 9, 2, 6};

unsigned entry_of(std::size_t index) {
  return static_cast<const volatile std::uint8_t&>(table[index]);
}

Result<void> index_by_secret_byte() {
  const auto key = secret_key<AeadKey>(2);
  conclude(entry_of(key.reveal()[0]));
  return {};
}

Result<void> read_whole_table() {
  const auto key = secret_key<AeadKey>(2);
  unsigned found = 0;
  for (std::size_t i = 0; i < kTableSize; ++i) {
    const auto difference = static_cast<unsigned>(i) ^ key.reveal()[0];
    // All ones when the difference is zero.
    const unsigned mask = ((difference - 1) >> 8) & 0xFF;
    found |= entry_of(i) & mask;
  }
  conclude(found);
  return {};
}

Result<void> stop_at_first_byte() {
  const auto key = secret_key<DhOutput>(3);
  unsigned zeros = 0;
  for (const std::uint8_t byte : key.reveal()) {
    if (byte != 0) break;
    ++zeros;
  }
  conclude(zeros);
  return {};
}

Result<void> look_at_all_bytes() {
  const auto key = secret_key<DhOutput>(3);
  unsigned all = 0;
  for (const std::uint8_t byte : key.reveal()) all |= byte;
  conclude(all);
  return {};
}

Result<void> branch_on_secret_bit() {
  const auto key = secret_key<X25519PrivateKey>(4);
  unsigned found = 1;
  if ((key.reveal()[0] & 1) != 0) __asm__ volatile("" : "+r"(found));
  conclude(found);
  return {};
}

Result<void> mask_by_secret_bit() {
  const auto key = secret_key<X25519PrivateKey>(4);
  conclude(1U + (key.reveal()[0] & 1U));
  return {};
}

/// In the core itself: the comparison by which a sealed store finds that a record was put back.
Result<void> store_compares_with_memcmp() {
  leaks.compare_with_memcmp = true;
  const Result<void> done = store_and_load();
  leaks.compare_with_memcmp = false;
  return done;
}

/// In the core itself: the all-zero check of a Diffie-Hellman output.
Result<void> agreement_stops_at_first_byte() {
  leaks.stop_at_first_byte = true;
  const Result<void> done = agree();
  leaks.stop_at_first_byte = false;
  return done;
}

constexpr std::array kControls{
    Control{"memcmp_on_tag", compare_with_memcmp, compare_in_constant_time},
    Control{"table_index", index_by_secret_byte, read_whole_table},
    Control{"early_exit", stop_at_first_byte, look_at_all_bytes},
    Control{"secret_branch", branch_on_secret_bit, mask_by_secret_bit},
    Control{"store_memcmp", store_compares_with_memcmp, store_and_load},
    Control{"agreement_early_exit", agreement_stops_at_first_byte, agree},
};

}  // namespace

std::span<const Control> controls() { return kControls; }

}  // namespace smx::ct
