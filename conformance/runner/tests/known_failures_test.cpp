#include "runner/known_failures.h"

#include <gtest/gtest.h>

#include "report_support.h"
#include "runner/input_error.h"
#include "runner/verdict.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::year_month_day kToday = 2026y / 11 / 21;
const KnownFailureScope kScope{{"a/0", "a/1", "a/2", "a/outside"}, {"first", "other"}};

KnownFailure accepted() {
  return {"first",     "a/1",          Outcome::kMismatch,
          3,           "x3dh.ikm",     "a reason that is long enough",
          "tracker 7", 2026y / 12 / 31};
}

/// Three cases; the second fails as accepted() says.
RunReport failing_report() {
  RunReport report = test::passed_report(3);
  report.platforms[0].files[0].cases[1] = test::result("a/1", Outcome::kMismatch);
  return report;
}

/// The problem with one entry, or "" when it excuses the failure.
std::string problem_with(const KnownFailure& entry, RunReport report = failing_report()) {
  apply_known_failures(report, {entry}, kScope, kToday);
  if (report.known_failure_problems.empty()) return {};
  EXPECT_EQ(exit_status(report, {}), ExitStatus::kFailed);
  return report.known_failure_problems.front();
}

TEST(KnownFailures, ExcuseExactlyWhatWasAccepted) {
  RunReport report = failing_report();
  EXPECT_EQ(exit_status(report, {}), ExitStatus::kFailed);
  apply_known_failures(report, {accepted()}, kScope, kToday);
  EXPECT_EQ(report.platforms[0].files[0].cases[1].known_issue, "tracker 7");
  EXPECT_EQ(exit_status(report, {}), ExitStatus::kPassed);
  EXPECT_EQ(report.counts().of(Outcome::kMismatch), 1U) << "it is still counted as what it is";
}

TEST(KnownFailures, AnUnexpectedPassFails) {
  EXPECT_EQ(problem_with(accepted(), test::passed_report(3)),
            "first a/1: passes: remove the entry");
}

TEST(KnownFailures, AChangedSymptomFails) {
  KnownFailure entry = accepted();
  entry.step = 2;
  EXPECT_EQ(problem_with(entry),
            "first a/1: another symptom: accepted mismatch at step 2 in x3dh.ikm, got mismatch at "
            "step 3 in x3dh.ikm");
  entry = accepted();
  entry.where = "x3dh.sk";
  EXPECT_NE(problem_with(entry), "");
  entry = accepted();
  entry.outcome = Outcome::kCrash;
  EXPECT_NE(problem_with(entry), "");
}

TEST(KnownFailures, AnExpiredEntryFails) {
  KnownFailure entry = accepted();
  entry.expires = kToday;
  EXPECT_EQ(problem_with(entry), "") << "the last day counts";
  entry.expires = 2026y / 11 / 20;
  EXPECT_EQ(problem_with(entry), "first a/1: the entry has expired");
}

TEST(KnownFailures, AnIdThatNoCaseHasFails) {
  KnownFailure entry = accepted();
  entry.case_id = "a/renamed";
  EXPECT_EQ(problem_with(entry), "first a/renamed: no case has this id");
}

TEST(KnownFailures, APlatformThatNobodyKnowsFails) {
  KnownFailure entry = accepted();
  entry.platform = "frist";
  EXPECT_EQ(problem_with(entry),
            "frist a/1: no platform of this run or of the registry has this name");
}

TEST(KnownFailures, ACaseThatTheRunDidNotGetToIsLeftAlone) {
  RunReport report = failing_report();
  report.platforms[0].files[0].cases[1] = test::result("a/1", Outcome::kNotRun);
  apply_known_failures(report, {accepted()}, kScope, kToday);
  EXPECT_TRUE(report.known_failure_problems.empty());
  EXPECT_EQ(report.platforms[0].known_failures(), 0U) << "nothing was excused either";
}

TEST(KnownFailures, WhatIsOutsideTheRunIsLeftAlone) {
  KnownFailure entry = accepted();
  entry.case_id = "a/outside";
  EXPECT_EQ(problem_with(entry), "");
  entry = accepted();
  entry.platform = "other";
  EXPECT_EQ(problem_with(entry), "");
}

constexpr const char* kEntry =
    R"({"platform": "first", "case": "a/1", "outcome": "crash", "reason": "out of our hands",
        "issue": "tracker 7", "expires": "2026-12-31"})";

std::string file_with(const std::string& entries) {
  return R"({"schema": "smx-known-failures-1", "known_failures": [)" + entries + "]}";
}

TEST(KnownFailures, AreReadFromAFile) {
  const test::TemporaryFolder folder;
  const auto entries = read_known_failures(folder.write("known.json", file_with(kEntry)));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].outcome, Outcome::kCrash);
  EXPECT_EQ(entries[0].expires, 2026y / 12 / 31);
  EXPECT_FALSE(entries[0].step);
}

TEST(KnownFailures, ABrokenFileIsRefused) {
  const test::TemporaryFolder folder;
  std::string no_such_day = kEntry;
  no_such_day.replace(no_such_day.find("12-31"), 5, "02-30");
  std::string pass = kEntry;
  pass.replace(pass.find("crash"), 5, "pass");
  std::string placeless = kEntry;
  placeless.replace(placeless.find("crash"), 5, "mismatch");
  for (const std::string& entries :
       {std::string(kEntry) + "," + kEntry, no_such_day, pass, placeless, std::string("{}")}) {
    EXPECT_THROW(read_known_failures(folder.write("known.json", file_with(entries))), InputError)
        << entries;
  }
}

}  // namespace
}  // namespace smx::conformance
