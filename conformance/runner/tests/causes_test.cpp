#include "runner/causes.h"

#include <gtest/gtest.h>

#include "report_support.h"

namespace smx::conformance {
namespace {

TEST(Causes, TheSamePlaceInManyCasesIsOneCause) {
  RunReport report = test::passed_report(1);
  std::vector<CaseResult>& cases = report.platforms[0].files[0].cases;
  cases.push_back(test::result("a/crash", Outcome::kCrash));
  for (int i = 0; i < 3; ++i) {
    cases.push_back(test::result("a/m" + std::to_string(i), Outcome::kMismatch));
    cases.back().finding.divergence->got = std::to_string(i);
    cases.back().finding.message = std::to_string(i);
  }
  const std::vector<Cause> found = causes(report.platforms[0]);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].first->id, "a/m0");
  EXPECT_EQ(found[0].count, 3U);
  EXPECT_EQ(found[1].first->id, "a/crash");
}

TEST(Causes, AnotherFieldOrAnotherVerdictIsAnotherCause) {
  RunReport report = test::passed_report(0);
  std::vector<CaseResult>& cases = report.platforms[0].files[0].cases;
  for (int i = 0; i < 4; ++i)
    cases.push_back(test::result("a/" + std::to_string(i), Outcome::kMismatch));
  cases[1].finding.divergence->field = "DH2";
  cases[2].finding.divergence->byte.reset();
  cases[3].finding.divergence->byte.reset();
  cases[3].finding.divergence->got = "reject malformed";
  EXPECT_EQ(causes(report.platforms[0]).size(), 4U);
}

TEST(Causes, PassesAndKnownFailuresAreNone) {
  RunReport report = test::made_report();
  EXPECT_EQ(causes(report.platforms[0]).size(), 6U);
  report.platforms[0].files[0].cases[1].known_issue = "tracker 7";
  EXPECT_EQ(causes(report.platforms[0]).size(), 5U);
  EXPECT_TRUE(causes(report.platforms[1]).empty());
}

}  // namespace
}  // namespace smx::conformance
