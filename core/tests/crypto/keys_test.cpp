#include "smx/keys.h"

#include <gtest/gtest.h>

#include <type_traits>

#include "crypto/secret_types.h"
#include "test_data.h"

namespace smx {
namespace {

template <class SecretType, std::size_t N>
constexpr bool kTakes = std::is_constructible_v<SecretType, std::span<const std::uint8_t, N>>;

// [PRIM-04] the fixed lengths are types: a value of another length does not compile. (Whoever has
// bytes of unknown length checks them before there is a key.)
static_assert(X25519PublicKey::kSize == 32 && Ed25519PublicKey::kSize == 32);
static_assert(Signature::kSize == 64 && Nonce::kSize == 12);
static_assert(kTakes<X25519PrivateKey, 32> && !kTakes<X25519PrivateKey, 31>);
static_assert(kTakes<Ed25519PrivateKey, 32> && !kTakes<Ed25519PrivateKey, 33>);
static_assert(kTakes<AeadKey, 32> && !kTakes<AeadKey, 16>);
static_assert(kTakes<RootKey, 32> && kTakes<ChainKey, 32> && kTakes<MessageKey, 32>);
static_assert(kTakes<BootstrapKey, 32> && kTakes<DhOutput, 32> && kTakes<SharedSecret, 32>);
static_assert(!std::is_constructible_v<AeadKey, std::span<const std::uint8_t>>);

// Keys of two kinds do not mix, though both are 32 bytes.
static_assert(!std::is_convertible_v<X25519PublicKey, Ed25519PublicKey>);
static_assert(!std::is_constructible_v<Ed25519PublicKey, X25519PublicKey>);

// [KEY-12] a pair is equal only if both of its keys are.
TEST(Keys, ADeviceIsBothOfItsKeys) {
  const DeviceKeys device{test::counting_key<X25519PublicKey>(1),
                          test::counting_key<Ed25519PublicKey>(2)};
  DeviceKeys other = device;
  EXPECT_EQ(device, other);
  other.identity_key.bytes[31] ^= 1;
  EXPECT_NE(device, other);
  other = device;
  other.signing_key.bytes[0] ^= 1;
  EXPECT_NE(device, other);
  EXPECT_NE(device < other, other < device);
}

}  // namespace
}  // namespace smx
