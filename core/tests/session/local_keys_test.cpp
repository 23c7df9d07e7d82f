#include "session/local_keys.h"

#include <gtest/gtest.h>

#include "support/test_keys.h"

namespace smx {
namespace {

// [KEY-01] Both identities, each with its public half.
TEST(LocalKeys, HoldsBothIdentities) {
  const test::Identity identity = test::labelled_identity("alice");
  const LocalKeys keys = identity.local_keys();
  EXPECT_EQ(keys.public_keys(), identity.keys);
  EXPECT_TRUE(
      std::ranges::equal(keys.identity_private().reveal(), identity.identity_private.reveal()));
  EXPECT_TRUE(
      std::ranges::equal(keys.signing_private().reveal(), identity.signing_private.reveal()));
}

TEST(LocalKeys, MovesWithItsKeys) {
  const test::Identity identity = test::labelled_identity("alice");
  LocalKeys first = identity.local_keys();
  LocalKeys second = std::move(first);
  LocalKeys third;
  third = std::move(second);
  EXPECT_EQ(third.public_keys(), identity.keys);
  EXPECT_TRUE(
      std::ranges::equal(third.identity_private().reveal(), identity.identity_private.reveal()));
}

}  // namespace
}  // namespace smx
