#include "kit/case_choice.h"

#include <gtest/gtest.h>

namespace smx::conformance {
namespace {

Step step(const std::string& op, bool accepted = true, const std::string& padding = {}) {
  Step made;
  made.op = op;
  made.in = {{"plaintext", padding}};
  made.expect.accepted = accepted;
  return made;
}

Case made_case(const std::string& id, std::vector<Step> steps) {
  Case test;
  test.id = id;
  test.steps = std::move(steps);
  for (const Step& each : test.steps) test.valid = test.valid && each.expect.accepted;
  return test;
}

std::vector<VectorFile> files() {
  VectorFile file;
  file.cases = {made_case("a/long/one", {step("dr.init"), step("dr.encrypt"), step("dr.encrypt")}),
                made_case("a/short/big", {step("dr.init"), step("dr.encrypt", true, "00000000")}),
                made_case("a/short/small", {step("dr.init"), step("dr.encrypt")}),
                made_case("a/short/no", {step("dr.init"), step("dr.encrypt", false)}),
                made_case("a/third/one", {step("device.new"), step("dr.init")}),
                made_case("b/other/x", {step("x25519"), step("dr.encrypt")})};
  return {file};
}

Introduction knows(std::set<std::string> ops) {
  Introduction introduction;
  introduction.ops = std::move(ops);
  return introduction;
}

TEST(CaseChoice, FewestStepsThenFewestBytes) {
  const auto all = files();
  const Introduction both = knows({"dr.init", "dr.encrypt"});
  const Case* accepted = smallest_case(all, "dr.encrypt", CaseKind::kAccepted, both);
  ASSERT_NE(accepted, nullptr);
  EXPECT_EQ(accepted->id, "a/short/small");
  const Case* refused = smallest_case(all, "dr.encrypt", CaseKind::kRefused, both);
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(refused->id, "a/short/no");
  EXPECT_EQ(step_of(*refused, "dr.encrypt").op, "dr.encrypt");
}

TEST(CaseChoice, OnlyWhatTheDriverCanBeAsked) {
  const auto all = files();
  EXPECT_EQ(smallest_case(all, "dr.encrypt", CaseKind::kAccepted, knows({"dr.encrypt"})), nullptr);
  EXPECT_EQ(smallest_case(all, "dr.init", CaseKind::kRefused, knows({"dr.init", "dr.encrypt"})),
            nullptr);
}

TEST(CaseChoice, AGoalIsWhatCanPassWithOneMoreOperation) {
  const Goal near = goal_of(files(), "dr.encrypt", {"dr.init"});
  EXPECT_EQ(near.globs, (std::vector<std::string>{"a/long/*", "a/short/*"}));
  EXPECT_TRUE(near.also_needs.empty());
  const Goal whole = goal_of(files(), "dr.encrypt", {"dr.init", "device.new"});
  EXPECT_EQ(whole.globs, (std::vector<std::string>{"a/*"}));
  const Goal far = goal_of(files(), "dr.encrypt", {});
  EXPECT_EQ(far.globs.size(), 1U);
  EXPECT_EQ(far.also_needs, (std::vector<std::string>{"dr.init"}));
  EXPECT_TRUE(goal_of(files(), "device.purge", {}).globs.empty());
}

}  // namespace
}  // namespace smx::conformance
