#include "crypto/montgomery.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "crypto/x25519.h"
#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using test::key_of;

EdwardsPoint point_of(std::string_view hex) {
  EdwardsPoint point{};
  std::ranges::copy(bytes_of(hex), point.begin());
  return point;
}

std::string u_of(std::string_view point_hex) {
  X25519PublicKey u;
  if (!montgomery_u(point_of(point_hex), u)) return "no memory";
  return to_hex(u.view());
}

// RFC 7748 section 4.1: Ed25519's base point, y = 4/5, is the point with u = 9.
TEST(Montgomery, TheBasePointIsNine) {
  const std::string nine = "0900000000000000000000000000000000000000000000000000000000000000";
  EXPECT_EQ(u_of("5866666666666666666666666666666666666666666666666666666666666666"), nine);
  // The sign of x is not part of y.
  EXPECT_EQ(u_of("58666666666666666666666666666666666666666666666666666666666666e6"), nine);
}

// y = 0 is u = 1; the neutral element, y = 1, has no u, and 0 stands for it.
TEST(Montgomery, TheEdges) {
  EXPECT_EQ(u_of("0000000000000000000000000000000000000000000000000000000000000000"),
            "0100000000000000000000000000000000000000000000000000000000000000");
  EXPECT_EQ(u_of("0100000000000000000000000000000000000000000000000000000000000000"),
            "0000000000000000000000000000000000000000000000000000000000000000");
}

// Two at once are the two one by one, in their order, and the one without a u takes nothing from
// the other.
TEST(Montgomery, TwoPointsWithOneInversion) {
  const std::string base = "5866666666666666666666666666666666666666666666666666666666666666";
  const std::string zero = "0000000000000000000000000000000000000000000000000000000000000000";
  const std::string neutral = "0100000000000000000000000000000000000000000000000000000000000000";
  for (const std::string& first : {base, zero, neutral}) {
    for (const std::string& second : {base, zero, neutral}) {
      std::array<X25519PublicKey, 2> us;
      ASSERT_TRUE(montgomery_u({point_of(first), point_of(second)}, us));
      EXPECT_EQ(to_hex(us[0].view()), u_of(first));
      EXPECT_EQ(to_hex(us[1].view()), u_of(second));
    }
  }
}

// [PRIM-07] The long way: the private key times the base point, on X25519's own curve.
TEST(Montgomery, APublicKeyIsThePrivateKeyTimesTheBasePoint) {
  const auto nine =
      key_of<X25519PublicKey>("0900000000000000000000000000000000000000000000000000000000000000");
  X25519PrivateKey key;
  X25519KeyPair before;
  for (int i = 0; i < 500; ++i) {
    const Result<DhOutput> product = x25519(key, nine);
    ASSERT_TRUE(product.has_value()) << i;
    EXPECT_EQ(to_hex(x25519_public_key(key).view()), to_hex(product->reveal())) << i;
    X25519KeyPair now{key.duplicate(), {}};
    complete(now, before);
    EXPECT_EQ(now.public_key, x25519_public_key(key)) << i;
    EXPECT_EQ(before.public_key, x25519_public_key(before.private_key)) << i;
    before = now.duplicate();
    // The next key is what came out; the first is all zeros, the second all ones.
    key = X25519PrivateKey(product->reveal());
    if (i == 0) std::ranges::fill(key.writable(), std::uint8_t{0xFF});
  }
}

}  // namespace
}  // namespace smx
