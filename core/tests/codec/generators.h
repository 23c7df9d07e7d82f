#pragma once

#include <rapidcheck.h>

#include "smx/bundle.h"
#include "smx/dr_frame.h"
#include "smx/smx1.h"

// Arbitrary values of the wire formats for property tests. All of it is test data.
namespace smx::test {

template <class Key>
rc::Gen<Key> arbitrary_key() {
  return rc::gen::map(rc::gen::container<Bytes>(Key::kSize, rc::gen::arbitrary<std::uint8_t>()),
                      [](const Bytes& bytes) {
                        Key key;
                        std::ranges::copy(bytes, key.bytes.begin());
                        return key;
                      });
}

/// 1 to 32 characters of one or two bytes.
inline rc::Gen<KeyId> arbitrary_key_id() {
  const auto character = rc::gen::oneOf(
      rc::gen::map(rc::gen::inRange<std::uint8_t>(0x20, 0x7F),
                   [](std::uint8_t c) { return Bytes{c}; }),
      rc::gen::map(
          rc::gen::pair(rc::gen::inRange<std::uint8_t>(0xC2, 0xE0),
                        rc::gen::inRange<std::uint8_t>(0x80, 0xC0)),
          [](const std::pair<std::uint8_t, std::uint8_t>& c) { return Bytes{c.first, c.second}; }));
  return rc::gen::map(
      rc::gen::suchThat(rc::gen::container<std::vector<Bytes>>(character),
                        [](const std::vector<Bytes>& c) { return !c.empty() && c.size() <= 32; }),
      [](const std::vector<Bytes>& characters) {
        Bytes bytes;
        for (const Bytes& c : characters) bytes.insert(bytes.end(), c.begin(), c.end());
        return *KeyId::parse(bytes);
      });
}

inline Smx1Header arbitrary_smx1_header() {
  return {.ephemeral_key = *arbitrary_key<X25519PublicKey>(),
          .signed_prekey_id = *arbitrary_key_id(),
          .one_time_prekey_id = *rc::gen::arbitrary<bool>()
                                    ? std::optional<KeyId>(*arbitrary_key_id())
                                    : std::nullopt,
          .nonce = *arbitrary_key<Nonce>()};
}

inline FrameHeader arbitrary_frame_header() {
  return {.ratchet_key = *arbitrary_key<X25519PublicKey>(),
          .previous_count = *rc::gen::arbitrary<std::uint32_t>(),
          .number = *rc::gen::suchThat(rc::gen::arbitrary<std::uint32_t>(),
                                       [](std::uint32_t n) { return n != 0xFFFF'FFFF; })};
}

inline Bundle arbitrary_bundle() {
  Bundle bundle{.identity_key = *arbitrary_key<X25519PublicKey>(),
                .signing_key = *arbitrary_key<Ed25519PublicKey>(),
                .signed_prekey = {.key_id = *arbitrary_key_id(),
                                  .public_key = *arbitrary_key<X25519PublicKey>(),
                                  .signature = *arbitrary_key<Signature>()},
                .one_time_prekey = std::nullopt};
  if (*rc::gen::arbitrary<bool>()) {
    bundle.one_time_prekey.emplace(OneTimePrekey{.key_id = *arbitrary_key_id(),
                                                 .public_key = *arbitrary_key<X25519PublicKey>()});
  }
  return bundle;
}

/// At least a tag's worth of bytes.
inline Bytes arbitrary_ciphertext() {
  Bytes bytes = *rc::gen::container<Bytes>(rc::gen::arbitrary<std::uint8_t>());
  bytes.resize(bytes.size() + limits::kTagSize, 0xC7);
  return bytes;
}

/// Every prefix of `bytes` is refused or a value, and so is what one changed byte gives, whichever
/// it is: a value encodes to the same bytes again, a fault is inside the input.
template <class Decoder, class Reencode>
void check_damage(const Bytes& bytes, Decoder decode, Reencode reencode) {
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Fault fault;
    const auto result = decode(ByteView(bytes).first(size), &fault);
    if (result) {
      RC_ASSERT(reencode(*result) ==
                Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)));
    } else {
      RC_ASSERT(fault.offset <= size);
    }
  }
  const auto mask = *rc::gen::inRange<std::uint8_t>(1, 255);
  Bytes damaged = bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    damaged[i] ^= mask;
    Fault fault;
    const auto result = decode(ByteView(damaged), &fault);
    if (result) {
      RC_ASSERT(reencode(*result) == damaged);
    } else {
      RC_ASSERT(fault.offset <= damaged.size());
    }
    damaged[i] = bytes[i];
  }
}

}  // namespace smx::test
