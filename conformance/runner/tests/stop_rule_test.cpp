#include "runner/stop_rule.h"

#include <gtest/gtest.h>

namespace smx::conformance {
namespace {

Finding finding(Outcome outcome, const std::string& op = {}) {
  Finding made;
  made.outcome = outcome;
  made.op = op;
  made.message = "what happened";
  return made;
}

TEST(StopRule, TimeoutsInARowEndThePlatform) {
  StopRule rule({.fail_fast = false, .timeouts = 2, .failed_starts = 3});
  EXPECT_EQ(rule.after(finding(Outcome::kTimeout), false), "");
  EXPECT_EQ(rule.after(finding(Outcome::kPass), false), "");
  EXPECT_EQ(rule.after(finding(Outcome::kTimeout), false), "");
  EXPECT_EQ(rule.after(finding(Outcome::kTimeout), false), "given up after 2 timeouts in a row");
}

TEST(StopRule, FailedHellosInARowEndThePlatform) {
  StopRule rule({.fail_fast = false, .timeouts = 9, .failed_starts = 2});
  EXPECT_EQ(rule.after(finding(Outcome::kCrash, "hello"), false), "");
  EXPECT_EQ(rule.after(finding(Outcome::kCrash, "dr.init"), false), "") << "hello went well";
  EXPECT_EQ(rule.after(finding(Outcome::kError, "hello"), false), "");
  EXPECT_EQ(rule.after(finding(Outcome::kTimeout, "hello"), false),
            "the driver failed in hello 2 times: what happened");
}

TEST(StopRule, FailFastPassesOverWhatIsNoFailureOrExcused) {
  StopRule rule({.fail_fast = true, .timeouts = 9, .failed_starts = 9});
  EXPECT_EQ(rule.after(finding(Outcome::kUnsupported), false), "");
  EXPECT_EQ(rule.after(finding(Outcome::kNotRun), false), "");
  EXPECT_EQ(rule.after(finding(Outcome::kMismatch), true), "");
  EXPECT_EQ(rule.after(finding(Outcome::kMismatch), false), "an earlier case failed (fail-fast)");
}

}  // namespace
}  // namespace smx::conformance
