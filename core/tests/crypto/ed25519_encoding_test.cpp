#include "crypto/ed25519_encoding.h"

#include <gtest/gtest.h>

#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using Encoding = std::array<std::uint8_t, 32>;

Encoding encoding_of(std::string_view hex) { return test::key_of<Ed25519PublicKey>(hex).bytes; }

Encoding p_plus(int i) {
  Encoding encoding;
  encoding.fill(0xFF);
  encoding[0] = static_cast<std::uint8_t>(0xED + i);
  encoding[31] = 0x7F;
  return encoding;
}

Encoding with_sign(Encoding encoding) {
  encoding[31] |= 0x80;
  return encoding;
}

// [PRIM-14] y = p to 2^255 - 1 with either sign, all 38 of them.
TEST(Ed25519Encoding, EveryYFromPUpIsNotCanonical) {
  for (int i = 0; i <= 18; ++i) {
    EXPECT_FALSE(is_canonical_point(p_plus(i))) << i;
    EXPECT_FALSE(is_canonical_point(with_sign(p_plus(i)))) << i;
  }
  EXPECT_TRUE(is_canonical_point(p_plus(-1)));
  EXPECT_TRUE(is_canonical_point(with_sign(p_plus(-1))));
  EXPECT_TRUE(is_canonical_point(Encoding{}));
  Encoding high = p_plus(18);
  high[30] = 0xFE;
  EXPECT_TRUE(is_canonical_point(high));
}

// [PRIM-15] the eight points, and [PRIM-14] x = 0 with its sign set.
TEST(Ed25519Encoding, KnowsThePointsOfSmallOrder) {
  for (const char* hex : {"0100000000000000000000000000000000000000000000000000000000000000",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "0000000000000000000000000000000000000000000000000000000000000000",
                          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"}) {
    EXPECT_TRUE(is_small_order_point(encoding_of(hex))) << hex;
    EXPECT_TRUE(is_small_order_point(with_sign(encoding_of(hex)))) << hex;
    Encoding neighbour = encoding_of(hex);
    neighbour[17] ^= 0x04;
    EXPECT_FALSE(is_small_order_point(neighbour)) << hex;
  }
}

// [PRIM-13] L - 1 is the last.
TEST(Ed25519Encoding, ScalarsEndBelowL) {
  const char* l = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
  EXPECT_TRUE(is_canonical_scalar(Encoding{}));
  Encoding scalar = encoding_of(l);
  EXPECT_FALSE(is_canonical_scalar(scalar));
  scalar[0] -= 1;
  EXPECT_TRUE(is_canonical_scalar(scalar));
  scalar[0] += 2;
  EXPECT_FALSE(is_canonical_scalar(scalar));
  scalar = encoding_of(l);
  scalar[16] = 1;
  EXPECT_FALSE(is_canonical_scalar(scalar));
  scalar[31] = 0x0F;
  EXPECT_TRUE(is_canonical_scalar(scalar));
  scalar.fill(0xFF);
  EXPECT_FALSE(is_canonical_scalar(scalar));
}

}  // namespace
}  // namespace smx
