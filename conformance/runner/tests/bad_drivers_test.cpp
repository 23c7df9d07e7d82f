// Whole runs with real processes that misbehave. Each is judged in its class, none holds the run,
// and the cases after the misbehaviour are run.
#include <gtest/gtest.h>

#include "runner/driver_process.h"
#include "runner/runner.h"
#include "runner/verdict.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

using std::chrono::milliseconds;

const std::string kTarget = "small/target";

// Where an answer is awaited that comes, the time only bounds a broken test machine; where none
// comes, it is waited for in full.
constexpr milliseconds kPatient{60'000};
constexpr milliseconds kSilence{8'000};

RunReport report_of(const std::string& driver, milliseconds timeout = kPatient,
                    const std::string& argument = {}, milliseconds start = kPatient) {
  RunPlan plan;
  const std::string data = SMX_TEST_DATA;
  Platform platform{driver, {SMX_PYTHON, "-B", data + "/bad_drivers/" + driver + ".py"}, {}};
  platform.command.push_back(data + "/fixtures/small-v1.json");
  if (!argument.empty()) platform.command.push_back(argument);
  plan.platforms = {platform};
  plan.files = {test::small_file()};
  RunOptions options;
  options.start = start;
  options.timeout = timeout;
  options.farewell = timeout;
  return run(plan, options,
             [](const Platform& chosen) { return std::make_unique<DriverProcess>(chosen.command); },
             {});
}

const Finding& finding(const RunReport& report, const std::string& id) {
  for (const CaseResult& result : report.platforms.at(0).files.at(0).cases) {
    if (result.id == id) return result.finding;
  }
  throw std::out_of_range(id);
}

/// The target case came to `outcome` and every other one passed.
void expect_only_target(const RunReport& report, Outcome outcome) {
  EXPECT_EQ(finding(report, kTarget).outcome, outcome) << finding(report, kTarget).message;
  EXPECT_EQ(report.counts().of(Outcome::kPass), 5U);
  EXPECT_TRUE(report.platforms[0].faults.empty());
  EXPECT_TRUE(report.runner_faults.empty());
  EXPECT_EQ(exit_status(report, {}), ExitStatus::kFailed);
}

TEST(BadDrivers, TheGoodOnePasses) {
  const RunReport report = report_of("replay");
  EXPECT_EQ(report.counts().of(Outcome::kPass), 6U);
  EXPECT_EQ(report.platforms[0].starts, 1U);
  EXPECT_EQ(exit_status(report, {}), ExitStatus::kPassed);
}

TEST(BadDrivers, Silent) { expect_only_target(report_of("silent", kSilence), Outcome::kTimeout); }

TEST(BadDrivers, Slow) { expect_only_target(report_of("slow", kSilence), Outcome::kTimeout); }

TEST(BadDrivers, MuteFromTheStart) {
  const RunReport report = report_of("mute", kPatient, {}, milliseconds(300));
  EXPECT_EQ(report.counts().of(Outcome::kTimeout), 3U);
  EXPECT_EQ(report.counts().of(Outcome::kNotRun), 3U);
  EXPECT_EQ(exit_status(report, {}), ExitStatus::kFailed);
}

TEST(BadDrivers, DyingMidCase) {
  const RunReport report = report_of("dies");
  expect_only_target(report, Outcome::kCrash);
  EXPECT_EQ(finding(report, kTarget).message, "the driver ended during dr.encrypt: exit status 3");
  EXPECT_EQ(finding(report, kTarget).step, 2U);
  EXPECT_EQ(report.platforms[0].starts, 2U);
}

TEST(BadDrivers, KilledWithAHeirThatHoldsItsOutput) {
  const RunReport report = report_of("killed");
  expect_only_target(report, Outcome::kCrash);
  EXPECT_EQ(finding(report, kTarget).message, "the driver ended during dr.encrypt: signal 9");
}

TEST(BadDrivers, BabblingOnStandardOutput) {
  expect_only_target(report_of("babbles"), Outcome::kProtocolViolation);
}

TEST(BadDrivers, WrongId) {
  const RunReport report = report_of("wrong_id");
  expect_only_target(report, Outcome::kProtocolViolation);
  EXPECT_NE(finding(report, kTarget).message.find("id of another request"), std::string::npos);
}

TEST(BadDrivers, TwoReplies) {
  expect_only_target(report_of("two_replies"), Outcome::kProtocolViolation);
}

TEST(BadDrivers, InvalidJson) {
  expect_only_target(report_of("invalid_json"), Outcome::kProtocolViolation);
}

TEST(BadDrivers, OversizedLine) {
  const RunReport report = report_of("oversized");
  expect_only_target(report, Outcome::kProtocolViolation);
  EXPECT_NE(finding(report, kTarget).message.find("longer than 1048576 bytes"), std::string::npos);
}

TEST(BadDrivers, ClaimsAnOperationAndRefusesIt) {
  const RunReport report = report_of("refuses_announced");
  expect_only_target(report, Outcome::kProtocolViolation);
  EXPECT_NE(finding(report, kTarget).message.find("unsupported"), std::string::npos);
}

TEST(BadDrivers, TurnsExceptionsIntoRejects) {
  const RunReport report = report_of("rejects_faults");
  EXPECT_EQ(report.counts().of(Outcome::kMismatch), 6U);
  // The refusal of the broken frame is the right one, by accident: its twin tells.
  EXPECT_TRUE(finding(report, "small/frame-flags").in_twin);
}

TEST(BadDrivers, ReportsItsOwnFault) {
  const RunReport report = report_of("reports_error");
  expect_only_target(report, Outcome::kError);
  EXPECT_EQ(finding(report, kTarget).free_text, "out of memory");
  EXPECT_EQ(report.platforms[0].starts, 1U) << "an error does not cost the driver its life";
}

TEST(BadDrivers, FormsOfReplies) {
  for (const char* form : {"upper_case_hex", "odd_hex", "ok_and_reject", "no_trace",
                           "unknown_reason", "unknown_member", "missing_output", "null_reject",
                           "not_an_object", "duplicate_member", "not_utf8"}) {
    SCOPED_TRACE(form);
    expect_only_target(report_of("bad_forms", kPatient, form), Outcome::kProtocolViolation);
  }
}

TEST(BadDrivers, MovesItsState) {
  const RunReport report = report_of("moves_state");
  EXPECT_EQ(finding(report, "small/tampered-then-genuine").divergence->kind, "state");
  EXPECT_EQ(finding(report, "small/no-chain").divergence->kind, "state");
  EXPECT_EQ(report.counts().of(Outcome::kPass), 4U);
}

TEST(BadDrivers, RefusesTheRepairedToo) {
  const RunReport report = report_of("fails_twins");
  EXPECT_TRUE(finding(report, "small/frame-flags").in_twin);
  EXPECT_TRUE(finding(report, "small/tampered-then-genuine").in_twin);
  EXPECT_EQ(report.counts().of(Outcome::kPass), 4U);
}

TEST(BadDrivers, WrongBytesAreNamed) {
  const RunReport report = report_of("wrong_bytes");
  expect_only_target(report, Outcome::kMismatch);
  const Divergence& divergence = *finding(report, kTarget).divergence;
  EXPECT_EQ(divergence.where, "dr.aad");
  EXPECT_EQ(divergence.field, "IK_A");
  EXPECT_EQ(divergence.hint, "IK_A and SGK_A swapped?");
  EXPECT_EQ(divergence.clause, "X3DH-09");
}

TEST(BadDrivers, LackingFeaturesIsNotMisbehaviour) {
  const RunReport report = report_of("no_features");
  EXPECT_EQ(report.counts().of(Outcome::kUnsupported), 3U);
  EXPECT_EQ(report.counts().of(Outcome::kPass), 3U);
  EXPECT_EQ(exit_status(report, {}), ExitStatus::kFailed);
  EXPECT_EQ(exit_status(report, {.allow_unsupported = true}), ExitStatus::kPassed);
}

TEST(BadDrivers, StaysAfterBye) {
  const RunReport report = report_of("stays", kSilence);
  EXPECT_EQ(report.counts().of(Outcome::kPass), 6U);
  ASSERT_EQ(report.platforms[0].faults.size(), 1U);
  EXPECT_NE(report.platforms[0].faults[0].find("had to be stopped"), std::string::npos);
  EXPECT_EQ(exit_status(report, {}), ExitStatus::kFailed);
}

TEST(BadDrivers, FloodsStandardError) {
  const RunReport report = report_of("floods_stderr");
  EXPECT_EQ(report.counts().of(Outcome::kPass), 6U);
  EXPECT_LE(report.platforms[0].diagnostics.size(), 16U * 1024U);
}

}  // namespace
}  // namespace smx::conformance
