#include "crypto/montgomery.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "crypto/x25519.h"
#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using test::key_of;

std::string u_of(std::string_view point_hex) {
  const Bytes point = bytes_of(point_hex);
  X25519PublicKey u;
  if (!montgomery_u(std::span(point).first<limits::kKeySize>(), u)) return "no memory";
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

// [PRIM-07] The long way: the private key times the base point, on X25519's own curve.
TEST(Montgomery, APublicKeyIsThePrivateKeyTimesTheBasePoint) {
  const auto nine =
      key_of<X25519PublicKey>("0900000000000000000000000000000000000000000000000000000000000000");
  X25519PrivateKey key;
  for (int i = 0; i < 500; ++i) {
    const Result<DhOutput> product = x25519(key, nine);
    ASSERT_TRUE(product.has_value()) << i;
    EXPECT_EQ(to_hex(x25519_public_key(key).view()), to_hex(product->reveal())) << i;
    // The next key is what came out; the first is all zeros, the second all ones.
    key = X25519PrivateKey(product->reveal());
    if (i == 0) std::ranges::fill(key.writable(), std::uint8_t{0xFF});
  }
}

}  // namespace
}  // namespace smx
