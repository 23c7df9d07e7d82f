#include "crypto/x25519.h"

#include <gtest/gtest.h>

#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using test::key_of;
using test::secret_of;

X25519PrivateKey test_private_key() {
  return secret_of<X25519PrivateKey>(
      "c9bbb2e1f0a7d4965c3e11088f7a6b5d4c3f2e1d0b9a8877665544332211f0e7");
}

std::string shared_hex(const X25519PrivateKey& private_key, const X25519PublicKey& public_key) {
  const Result<DhOutput> output = x25519(private_key, public_key);
  return output ? to_hex(output->reveal()) : std::string(error_name(output.error()));
}

std::string shared_hex(std::string_view private_hex, std::string_view public_hex) {
  return shared_hex(secret_of<X25519PrivateKey>(private_hex), key_of<X25519PublicKey>(public_hex));
}

// [PRIM-07] [PRIM-08] RFC 7748 section 5.2: unclamped scalars, and a second point whose high bit
// is set [PRIM-09].
TEST(X25519, Rfc7748Section52) {
  EXPECT_EQ(shared_hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
                       "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"),
            "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552");
  EXPECT_EQ(shared_hex("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
                       "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493"),
            "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957");
}

// [PRIM-07] RFC 7748 section 5.2, iterated.
TEST(X25519, Rfc7748Iterated) {
  Bytes k = bytes_of("0900000000000000000000000000000000000000000000000000000000000000");
  Bytes u = k;
  for (int i = 1; i <= 1000; ++i) {
    const Bytes next = bytes_of(shared_hex(to_hex(k), to_hex(u)));
    u = k;
    k = next;
    if (i == 1) {
      EXPECT_EQ(to_hex(k), "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
    }
  }
  EXPECT_EQ(to_hex(k), "684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
}

// [PRIM-07] RFC 7748 section 6.1.
TEST(X25519, Rfc7748Section61) {
  const char* alice = "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a";
  const char* bob = "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb";
  const X25519PublicKey alice_public = x25519_public_key(secret_of<X25519PrivateKey>(alice));
  const X25519PublicKey bob_public = x25519_public_key(secret_of<X25519PrivateKey>(bob));
  EXPECT_EQ(to_hex(alice_public.view()),
            "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  EXPECT_EQ(to_hex(bob_public.view()),
            "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  const char* shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
  EXPECT_EQ(shared_hex(alice, to_hex(bob_public.view())), shared);
  EXPECT_EQ(shared_hex(bob, to_hex(alice_public.view())), shared);
}

// [PRIM-08] the bits that clamping sets and clears do not count.
TEST(X25519, PrivateKeysAreClampedAtUse) {
  const X25519PublicKey base = test::counting_key<X25519PublicKey>(0x31);
  X25519PrivateKey clamped = test_private_key();
  clamped.writable()[0] &= 0xF8;
  clamped.writable()[31] &= 0x7F;
  clamped.writable()[31] |= 0x40;
  EXPECT_EQ(shared_hex(clamped, base), shared_hex(test_private_key(), base));
  EXPECT_EQ(x25519_public_key(clamped), x25519_public_key(test_private_key()));
}

X25519PublicKey with_high_bit(X25519PublicKey key) {
  key.bytes[31] |= 0x80;
  return key;
}

// [PRIM-09]
TEST(X25519, TheHighBitIsIgnored) {
  for (int i = 0; i < 16; ++i) {
    const auto key = test::counting_key<X25519PublicKey>(static_cast<std::uint8_t>(7 * i));
    X25519PublicKey low = key;
    low.bytes[31] &= 0x7F;
    EXPECT_EQ(shared_hex(test_private_key(), with_high_bit(low)),
              shared_hex(test_private_key(), low));
  }
}

/// p + i, 0 <= i <= 18: all the encodings that are not reduced.
X25519PublicKey p_plus(std::uint8_t i) {
  X25519PublicKey key;
  key.bytes.fill(0xFF);
  key.bytes[0] = static_cast<std::uint8_t>(0xED + i);
  key.bytes[31] = 0x7F;
  return key;
}

// [PRIM-09] 2 to 18 are ordinary points; p + 0 and p + 1 are of low order, see below.
TEST(X25519, NonCanonicalValuesAreReduced) {
  for (std::uint8_t i = 2; i <= 18; ++i) {
    X25519PublicKey reduced;
    reduced.bytes[0] = i;
    const std::string expected = shared_hex(test_private_key(), reduced);
    EXPECT_EQ(expected.size(), 64u);
    EXPECT_EQ(shared_hex(test_private_key(), p_plus(i)), expected) << int{i};
    EXPECT_EQ(shared_hex(test_private_key(), with_high_bit(p_plus(i))), expected) << int{i};
  }
}

// [PRIM-10] every encoding of a point of low order on the curve and its twist: 0, 1, -1, the two of
// order 8, and the encodings that reduce to them; each with either high bit.
TEST(X25519, EveryPointOfLowOrderIsRefused) {
  std::vector<X25519PublicKey> points = {p_plus(0), p_plus(1)};
  for (const char* hex : {"0000000000000000000000000000000000000000000000000000000000000000",
                          "0100000000000000000000000000000000000000000000000000000000000000",
                          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"}) {
    points.push_back(key_of<X25519PublicKey>(hex));
  }
  for (const X25519PublicKey& point : points) {
    for (const X25519PublicKey& key : {point, with_high_bit(point)}) {
      EXPECT_EQ(shared_hex(test_private_key(), key), "low_order_point") << to_hex(key.view());
      EXPECT_EQ(shared_hex(X25519PrivateKey(), key), "low_order_point") << to_hex(key.view());
    }
  }
}

// The neighbours of the refused values are ordinary.
TEST(X25519, ANeighbourOfALowOrderPointIsNotRefused) {
  for (const char* hex : {"0200000000000000000000000000000000000000000000000000000000000000",
                          "ebffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                          "e1eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                          "5e9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"}) {
    EXPECT_EQ(shared_hex(test_private_key(), key_of<X25519PublicKey>(hex)).size(), 64u) << hex;
  }
}

}  // namespace
}  // namespace smx
