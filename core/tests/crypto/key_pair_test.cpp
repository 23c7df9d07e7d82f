#include <gtest/gtest.h>

#include "crypto/x25519.h"
#include "test_data.h"

namespace smx {
namespace {

TEST(KeyPair, IsTheInjectedPrivateKeyAndItsPublicHalf) {
  Entropy entropy;
  entropy.inject_only();
  entropy.inject(Draw::ratchet_private, test::counting_bytes(32, 0x55));
  const Result<X25519KeyPair> pair = generate_x25519_pair(entropy, Draw::ratchet_private);
  ASSERT_TRUE(pair.has_value());
  EXPECT_EQ(to_hex(pair->private_key.reveal()), to_hex(test::counting_bytes(32, 0x55)));
  EXPECT_EQ(pair->public_key, x25519_public_key(pair->private_key));
  const X25519KeyPair copy = pair->duplicate();
  EXPECT_EQ(to_hex(copy.private_key.reveal()), to_hex(pair->private_key.reveal()));
  EXPECT_EQ(copy.public_key, pair->public_key);
}

// [PRIM-22]
TEST(KeyPair, FailsWhenTheDrawFails) {
  Entropy entropy;
  entropy.inject_only();
  const Result<X25519KeyPair> pair = generate_x25519_pair(entropy, Draw::ek_private);
  ASSERT_FALSE(pair.has_value());
  EXPECT_EQ(pair.error(), Error::random_failed);
}

}  // namespace
}  // namespace smx
