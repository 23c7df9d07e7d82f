#include "runner/case_plan.h"

#include <gtest/gtest.h>

#include "test_support.h"

namespace smx::conformance {
namespace {

using Purpose = PlannedRequest::Purpose;

Introduction everything() {
  Introduction introduction;
  introduction.ops = {"dr.state", "device.state"};
  introduction.trace = true;
  introduction.state = true;
  return introduction;
}

std::vector<std::string> ops_of(const std::vector<PlannedRequest>& plan) {
  std::vector<std::string> ops;
  for (const PlannedRequest& request : plan) ops.push_back(request.op);
  return ops;
}

TEST(CasePlan, ReadsTheStateAroundARefusalThatMustNotMoveIt) {
  const VectorFile file = test::small_file();
  const Case& test = test::case_named(file, "small/tampered-then-genuine");
  const auto plan = plan_case(test, everything(), {.twins = false});
  const auto refused = std::find_if(plan.begin(), plan.end(), [](const PlannedRequest& request) {
    return request.purpose == Purpose::kDigestBefore;
  });
  ASSERT_NE(refused, plan.end());
  EXPECT_EQ(refused->op, "dr.state");
  EXPECT_EQ(refused->in, (Json{{"session", test.steps[refused->step].in["session"]}}));
  EXPECT_EQ((refused + 1)->purpose, Purpose::kStep);
  EXPECT_EQ((refused + 1)->step, refused->step);
  EXPECT_EQ((refused + 2)->purpose, Purpose::kDigestAfter);
  Introduction stateless = everything();
  stateless.state = false;
  EXPECT_EQ(plan_case(test, stateless, {.twins = false}).size(), test.steps.size() + 2);
}

TEST(CasePlan, TheTwinIsACaseOfItsOwnUpToTheRepair) {
  const VectorFile file = test::small_file();
  const Case& test = test::case_named(file, "small/frame-flags");
  const auto plan = plan_case(test, everything(), {});
  EXPECT_EQ(ops_of(plan), (std::vector<std::string>{"case.begin", "drv1.parse", "case.end",
                                                    "case.begin", "drv1.parse", "case.end"}));
  EXPECT_EQ(plan[3].in["case"], "small/frame-flags/twin");
  EXPECT_TRUE(plan[4].in_twin);
  EXPECT_EQ(plan[4].in["frame"], test.twin->set["frame"]);
  EXPECT_NE(plan[4].in["frame"], plan[1].in["frame"]);
  EXPECT_EQ(plan_case(test, everything(), {.twins = false}).size(), 3U);
}

TEST(CasePlan, AsksForATraceOnlyWhereOneIsPinnedAndGiven) {
  const VectorFile file = test::small_file();
  const Case& test = test::case_named(file, "small/target");
  Introduction traceless = everything();
  traceless.trace = false;
  std::size_t asked = 0;
  for (const PlannedRequest& request : plan_case(test, everything(), {.twins = false})) {
    asked += request.want_trace ? 1U : 0U;
  }
  EXPECT_GT(asked, 0U);
  for (const PlannedRequest& request : plan_case(test, traceless, {.twins = false})) {
    EXPECT_FALSE(request.want_trace);
  }
  for (const PlannedRequest& request : plan_case(test, everything(), {.traces = false})) {
    EXPECT_FALSE(request.want_trace);
  }
}

}  // namespace
}  // namespace smx::conformance
