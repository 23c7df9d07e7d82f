#include <gtest/gtest.h>

#include "crypto/ed25519.h"
#include "ed25519_strict_cases.h"
#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using test::key_of;
using test::kStrictCases;
using test::StrictCase;
using test::view_of;

// [PRIM-16] [PRIM-17] no bit of key, message or signature may change.
TEST(Ed25519Verify, EveryFlippedBitIsABadSignature) {
  // RFC 8032 section 7.1, TEST 3.
  const auto public_key =
      key_of<Ed25519PublicKey>("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  const Bytes message = bytes_of("af82");
  const auto signature = key_of<Signature>(
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  const auto flip = [](auto& bytes, std::size_t bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
  };
  for (std::size_t bit = 0; bit < 256; ++bit) {
    Ed25519PublicKey other = public_key;
    flip(other.bytes, bit);
    EXPECT_FALSE(ed25519_verify(other, message, signature).has_value()) << bit;
  }
  for (std::size_t bit = 0; bit < 512; ++bit) {
    Signature other = signature;
    flip(other.bytes, bit);
    const Result<void> result = ed25519_verify(public_key, message, other);
    ASSERT_FALSE(result.has_value()) << bit;
    EXPECT_EQ(result.error(), Error::bad_signature);
  }
  for (std::size_t bit = 0; bit < 8 * message.size(); ++bit) {
    Bytes other = message;
    flip(other, bit);
    EXPECT_FALSE(ed25519_verify(public_key, other, signature).has_value()) << bit;
  }
}

Result<void> verify(const StrictCase& c) {
  return ed25519_verify(key_of<Ed25519PublicKey>(c.public_key), view_of(c.message),
                        key_of<Signature>(std::string(c.r) + std::string(c.s)));
}

// [PRIM-13] S + L; [PRIM-14] non-canonical A and R, x = 0 with its sign, no point at all; [PRIM-15]
// each of the eight points as A and as R, and points of mixed order, which the equation alone
// judges; [PRIM-16] no cofactor; [PRIM-17] each failure has one name.
TEST(Ed25519Verify, StrictCases) {
  for (const StrictCase& c : kStrictCases) {
    const Result<void> result = verify(c);
    EXPECT_EQ(result.has_value(), c.valid) << c.name;
    if (!result) {
      EXPECT_EQ(result.error(), Error::bad_signature) << c.name;
    }
  }
}

// [PRIM-14] R of every y from p to 2^255 - 1 with either sign, and A likewise.
TEST(Ed25519Verify, EveryNonCanonicalEncodingIsABadSignature) {
  const StrictCase& honest = kStrictCases[0];
  ASSERT_TRUE(verify(honest).has_value());
  for (unsigned y = 0xED; y <= 0xFF; ++y) {
    for (const char* last : {"7f", "ff"}) {
      std::string point(64, 'f');
      const std::uint8_t first = static_cast<std::uint8_t>(y);
      point.replace(0, 2, to_hex({&first, 1}));
      point.replace(62, 2, last);
      StrictCase changed = honest;
      changed.r = point;
      EXPECT_FALSE(verify(changed).has_value()) << point;
      changed = honest;
      changed.public_key = point;
      EXPECT_FALSE(verify(changed).has_value()) << point;
    }
  }
}

}  // namespace
}  // namespace smx
