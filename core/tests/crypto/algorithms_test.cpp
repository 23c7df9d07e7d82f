#include "crypto/algorithms.h"

#include <gtest/gtest.h>

namespace smx {
namespace {

TEST(Algorithms, AreFetchedOnce) {
  const Algorithms* fetched = algorithms();
  ASSERT_NE(fetched, nullptr);
  EXPECT_NE(fetched->aes_256_gcm, nullptr);
  EXPECT_EQ(algorithms(), fetched);
}

}  // namespace
}  // namespace smx
