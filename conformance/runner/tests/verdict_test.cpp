#include "runner/verdict.h"

#include <gtest/gtest.h>

#include "report_support.h"

namespace smx::conformance {
namespace {

TEST(Verdict, AllPassed) {
  EXPECT_EQ(exit_status(test::passed_report(3), {}), ExitStatus::kPassed);
}

TEST(Verdict, EveryOutcomeButAPassFails) {
  for (const Outcome outcome : kAllOutcomes) {
    if (outcome == Outcome::kPass) continue;
    RunReport report = test::passed_report(3);
    report.platforms[0].files[0].cases[1].finding.outcome = outcome;
    EXPECT_EQ(exit_status(report, {}), ExitStatus::kFailed) << outcome_name(outcome);
    const ExitStatus excused =
        outcome == Outcome::kUnsupported ? ExitStatus::kPassed : ExitStatus::kFailed;
    EXPECT_EQ(exit_status(report, {.allow_unsupported = true}), excused) << outcome_name(outcome);
  }
}

TEST(Verdict, APlatformThatPassedNothingHasNotPassed) {
  RunReport report = test::passed_report(1);
  report.platforms[0].files[0].cases[0].finding.outcome = Outcome::kUnsupported;
  EXPECT_EQ(exit_status(report, {.allow_unsupported = true}), ExitStatus::kFailed);
}

TEST(Verdict, AFaultOutsideTheCasesFails) {
  RunReport report = test::passed_report(1);
  report.platforms[0].faults = {"after bye the driver stayed"};
  EXPECT_EQ(exit_status(report, {}), ExitStatus::kFailed);
}

TEST(Verdict, APlatformThatIsNotThereIsNeverAPass) {
  RunReport report = test::passed_report(1);
  PlatformResult absent = report.platforms[0];
  absent.not_run = "node is not on PATH";
  absent.files[0].cases[0].finding.outcome = Outcome::kNotRun;
  report.platforms.push_back(absent);
  EXPECT_EQ(exit_status(report, {}), ExitStatus::kPassed);
  EXPECT_EQ(exit_status(report, {.all_platforms = true}), ExitStatus::kNothingRun);
  report.platforms.erase(report.platforms.begin());
  EXPECT_EQ(exit_status(report, {}), ExitStatus::kNothingRun);
}

TEST(Verdict, ARunnerThatContradictsItselfSaysSo) {
  RunReport report = test::passed_report(2);
  report.platforms[0].files[0].cases.pop_back();
  check_sums(report);
  EXPECT_EQ(exit_status(report, {}), ExitStatus::kNothingRun);
  EXPECT_EQ(exit_status(RunReport(), {}), ExitStatus::kNothingRun);
}

}  // namespace
}  // namespace smx::conformance
