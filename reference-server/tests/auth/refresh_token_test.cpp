#include "auth/refresh_token.h"

#include <gtest/gtest.h>

#include "auth/random.h"

namespace smx::relay::auth {
namespace {

TEST(RefreshToken, DrawnAndFoundByItsHash) {
  SystemRandom random;
  const std::string token = draw_refresh_token(random);
  EXPECT_EQ(token.size(), 43u);
  EXPECT_NE(token, draw_refresh_token(random));
  const auto hash = refresh_token_hash(token);
  ASSERT_TRUE(hash.has_value());
  EXPECT_EQ(*hash, sha256(*from_base64url(token)));
}

TEST(RefreshToken, OtherFormsAreNone) {
  SystemRandom random;
  const std::string token = draw_refresh_token(random);
  EXPECT_FALSE(refresh_token_hash("").has_value());
  EXPECT_FALSE(refresh_token_hash(token.substr(1)).has_value());
  EXPECT_FALSE(refresh_token_hash(token + "A").has_value());
  EXPECT_FALSE(refresh_token_hash(token + "=").has_value());
  EXPECT_FALSE(refresh_token_hash(token.substr(0, 42) + ".").has_value());
  // The last character has two bits of no byte.
  std::string other = token;
  other.back() = other.back() == 'B' ? 'C' : 'B';
  EXPECT_FALSE(refresh_token_hash(other).has_value());
}

}  // namespace
}  // namespace smx::relay::auth
