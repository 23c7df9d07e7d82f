#include "relay/refusal.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace smx::relay {
namespace {

TEST(Refusal, NamesAndStatusesAreThoseOfTheInterface) {
  const std::vector<std::pair<std::string, int>> expected = {
      {"malformed_request", 400}, {"bad_signature", 400},   {"unauthenticated", 401},
      {"token_expired", 401},     {"token_reused", 401},    {"wrong_code", 401},
      {"forbidden", 403},         {"device_pending", 403},  {"signup_closed", 403},
      {"not_found", 404},         {"device_mismatch", 409}, {"key_registered", 409},
      {"already_exists", 409},    {"conflict", 409},        {"expired", 410},
      {"too_large", 413},         {"offset_mismatch", 409}, {"digest_mismatch", 422},
      {"quota_exceeded", 429},    {"rate_limited", 429},    {"unavailable", 503},
  };
  ASSERT_EQ(expected.size(), static_cast<std::size_t>(Problem::unavailable) + 1);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto problem = static_cast<Problem>(i);
    EXPECT_EQ(problem_name(problem), expected[i].first);
    EXPECT_EQ(problem_status(problem), expected[i].second);
    EXPECT_TRUE(problem_text(problem).ends_with('.'));
  }
}

TEST(Refusal, UndoesUnlessItSaysOtherwise) {
  const Outcome<int> undone = refuse(Problem::conflict);
  const Outcome<int> kept = refuse_and_keep(Problem::wrong_code);
  EXPECT_FALSE(undone.error().keep);
  EXPECT_TRUE(kept.error().keep);
}

}  // namespace
}  // namespace smx::relay
