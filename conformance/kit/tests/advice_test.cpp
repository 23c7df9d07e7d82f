#include <gtest/gtest.h>

#include <filesystem>

#include "kit/doctor.h"
#include "kit/op_guide.h"

namespace smx::conformance {
namespace {

const std::vector<VectorFile>& pinned_files() {
  static const VectorSet kSet = read_vector_set(std::filesystem::path(SMX_SOURCE_ROOT) / "vectors");
  return kSet.files;
}

DoctorReport healthy(std::set<std::string> ops) {
  DoctorReport report;
  report.command = {"python3", "my driver.py"};
  report.introduction = Introduction{};
  report.introduction->ops = std::move(ops);
  for (const std::string& op : operations_in_order()) {
    const bool has = report.introduction->announces(op);
    report.ops.push_back({op, has ? Health::kGood : Health::kSkipped, "", "", ""});
  }
  return report;
}

std::set<std::string> first_ops(std::size_t count) {
  const auto& ops = operations_in_order();
  return {ops.begin(), ops.begin() + static_cast<std::ptrdiff_t>(count)};
}

TEST(Advice, TheNextOperationWithItsPageAndItsCases) {
  const Advice advice = advice_for(healthy({"hkdf.sha256"}), pinned_files(), "smx");
  EXPECT_EQ(advice.op, "x25519");
  EXPECT_TRUE(advice.text.starts_with("implement x25519: it needs X25519 as RFC 7748 says"));
  EXPECT_NE(advice.text.find("read docs/spec/primitives.md [PRIM-08]"), std::string::npos);
  ASSERT_EQ(advice.commands.size(), 1U);
  EXPECT_EQ(
      advice.commands[0],
      "smx conformance run --driver 'python3 '\\''my driver.py'\\''' --filter 'hkdf/x25519/*'");
}

TEST(Advice, AtEveryStageThereIsACommand) {
  const std::vector<VectorFile>& files = pinned_files();
  const Advice advice = advice_for(healthy(first_ops(11)), files, "smx");
  EXPECT_EQ(advice.op, "x3dh.initiate");
  ASSERT_EQ(advice.commands.size(), 1U);
  EXPECT_NE(advice.commands[0].find("--filter 'x3dh-prekey/"), std::string::npos);
  for (std::size_t known = 0; known <= operations_in_order().size(); ++known) {
    const Advice next = advice_for(healthy(first_ops(known)), files, "smx");
    EXPECT_FALSE(next.commands.empty()) << known;
    EXPECT_EQ(next.op, known < operations_in_order().size() ? operations_in_order()[known] : "");
  }
}

TEST(Advice, WhatIsWrongComesFirst) {
  DoctorReport report = healthy({"x25519"});
  report.ops[0] = {"x25519", Health::kWrong, "another byte", "docs/spec/primitives.md",
                   "hkdf/x25519/a"};
  const Advice wrong_op = advice_for(report, pinned_files(), "smx");
  EXPECT_EQ(wrong_op.op, "x25519");
  EXPECT_EQ(wrong_op.commands.at(0), "smx conformance explain hkdf/x25519/a");
  report.conversation.push_back({"ids come back", Health::kWrong, "not so", "", ""});
  EXPECT_EQ(advice_for(report, pinned_files(), "smx").text, "repair \"ids come back\": not so");
}

TEST(Advice, WithAllOperationsOnlyFeaturesAreLeft) {
  DoctorReport report = healthy(first_ops(25));
  EXPECT_NE(
      advice_for(report, pinned_files(), "smx").text.find("announce inject_random, state, trace"),
      std::string::npos);
  report.introduction->inject_random = report.introduction->state = report.introduction->trace =
      true;
  EXPECT_EQ(advice_for(report, pinned_files(), "smx").text,
            "every operation is there: run all pinned cases");
}

}  // namespace
}  // namespace smx::conformance
