#include "runner/run_report.h"

#include <gtest/gtest.h>

#include "report_support.h"

namespace smx::conformance {
namespace {

TEST(RunReport, PlannedIsTheSumOfOutcomes) {
  RunReport report = test::made_report();
  check_sums(report);
  EXPECT_TRUE(report.runner_faults.empty());
  EXPECT_EQ(report.planned(), report.counts().sum());
}

TEST(RunReport, ALostCaseIsAFaultOfTheRunner) {
  RunReport report = test::made_report();
  report.platforms[0].files[0].cases.pop_back();
  check_sums(report);
  ASSERT_EQ(report.runner_faults.size(), 1U);
  EXPECT_EQ(report.runner_faults[0], "first a-v1.json: 8 cases planned, 7 outcomes");
}

}  // namespace
}  // namespace smx::conformance
