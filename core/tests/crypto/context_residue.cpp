// What the thread's contexts keep after an operation: no key.

#include <gtest/gtest.h>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "crypto/short_aead.h"
#include "support/needle.h"

namespace smx {
namespace {

using test::Needle;

AeadKey test_key() {
  AeadKey key;
  for (std::size_t i = 0; i < 32; ++i) {
    key.writable()[i] = static_cast<std::uint8_t>(0x91 + 13 * i * i);
  }
  return key;
}

TEST(Residue, TheSearchFindsAKeyThatIsThere) {
  const AeadKey key = test_key();
  const Needle needle(key.reveal());
  const SecretBytes copy(key.reveal());
  EXPECT_EQ(needle.count_in_memory(), 1);
}

TEST(Residue, NoAeadKeyStaysInAContext) {
  const AeadKey key = test_key();
  const Needle needle(key.reveal());
  // One size for each of the two libraries that do it.
  for (const std::size_t size : {std::size_t{64}, kMaxShortText + 64}) {
    Bytes plaintext(size);
    Bytes sealed(size + limits::kTagSize);
    ASSERT_TRUE(aead_seal(key, Nonce(), {}, plaintext, sealed).has_value());
    EXPECT_EQ(needle.count_in_memory(), 0) << size;
    ASSERT_TRUE(aead_open(key, Nonce(), {}, sealed, plaintext).has_value());
    EXPECT_EQ(needle.count_in_memory(), 0) << size;
    sealed[0] ^= 1;
    ASSERT_FALSE(aead_open(key, Nonce(), {}, sealed, plaintext).has_value());
    EXPECT_EQ(needle.count_in_memory(), 0) << size;
  }
}

TEST(Residue, NoDerivedKeyStaysInAContext) {
  const AeadKey key = test_key();
  std::array<std::uint8_t, 32> derived{};
  hmac_sha256(key.reveal(), {ByteView(key.reveal())}, derived);
  EXPECT_EQ(Needle(derived).count_in_memory(), 0);
  ASSERT_TRUE(hkdf_sha256({}, key.reveal(), {}, derived).has_value());
  EXPECT_EQ(Needle(derived).count_in_memory(), 0);
}

}  // namespace
}  // namespace smx
