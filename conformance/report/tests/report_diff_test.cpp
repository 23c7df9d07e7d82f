#include "report/report_diff.h"

#include <gtest/gtest.h>

#include "document_support.h"

namespace smx::conformance {
namespace {

CaseResult& case_of(ReportDocument& document, std::size_t index) {
  return document.run.platforms[0].files[0].cases[index];
}

void fail(CaseResult& result, std::size_t step) {
  result.finding.outcome = Outcome::kMismatch;
  result.finding.step = step;
  result.finding.message = "wrong";
}

TEST(ReportDiff, EqualReportsHaveNone) {
  const ReportDocument document = test::made_document();
  const ReportDiff diff = compare_reports(document, document);
  EXPECT_TRUE(diff.empty());
  EXPECT_FALSE(diff.worse);
  EXPECT_EQ(diff_text(diff), "nothing changed\n");
}

TEST(ReportDiff, SortsTheChangesByWhatTheyMean) {
  ReportDocument before = test::passed_document(5, {"one"});
  ReportDocument after = before;
  fail(case_of(before, 1), 0);
  fail(case_of(after, 2), 0);
  fail(case_of(before, 3), 0);
  fail(case_of(after, 3), 1);
  case_of(after, 4).id = "a/new";
  const ReportDiff diff = compare_reports(before, after);
  ASSERT_EQ(diff.newly_passing.size(), 1U);
  EXPECT_EQ(diff.newly_passing[0].id, "a/1");
  ASSERT_EQ(diff.newly_failing.size(), 1U);
  EXPECT_EQ(diff.newly_failing[0].id, "a/2");
  EXPECT_EQ(diff.newly_failing[0].before, "pass");
  EXPECT_EQ(diff.newly_failing[0].after, "mismatch at step 0");
  ASSERT_EQ(diff.other_symptom.size(), 1U);
  EXPECT_EQ(diff.other_symptom[0].after, "mismatch at step 1");
  ASSERT_EQ(diff.added.size(), 1U);
  EXPECT_EQ(diff.added[0].id, "a/new");
  ASSERT_EQ(diff.retired.size(), 1U);
  EXPECT_EQ(diff.retired[0].id, "a/4");
  EXPECT_TRUE(diff.worse);
}

TEST(ReportDiff, WhatIsBetterIsNotWorse) {
  ReportDocument before = test::passed_document(5, {"one"});
  const ReportDocument after = test::passed_document(5, {"one", "two"});
  fail(case_of(before, 1), 0);
  before.status = ExitStatus::kFailed;
  const ReportDiff diff = compare_reports(before, after);
  EXPECT_FALSE(diff.worse);
  EXPECT_EQ(diff.platforms_added, std::vector<std::string>{"two"});
  EXPECT_EQ(diff.notes, std::vector<std::string>{"verdict: failed before, passed now"});
}

TEST(ReportDiff, APlatformOrACaseThatIsNotRunAnyMoreIsWorse) {
  const ReportDocument before = test::passed_document(5, {"one", "two"});
  ReportDocument after = before;
  after.run.platforms[1].not_run = "no tool chain";
  ReportDiff diff = compare_reports(before, after);
  EXPECT_TRUE(diff.worse);
  EXPECT_EQ(diff.platforms_gone, std::vector<std::string>{"two"});
  after = before;
  case_of(after, 0).finding.outcome = Outcome::kNotRun;
  diff = compare_reports(before, after);
  EXPECT_TRUE(diff.worse);
  EXPECT_EQ(diff.not_run.size(), 1U);
}

TEST(ReportDiff, AnAddedPlatformThatFailsIsWorse) {
  const ReportDocument before = test::passed_document(5, {"one"});
  ReportDocument after = test::passed_document(5, {"two", "one"});
  fail(case_of(after, 0), 0);
  EXPECT_TRUE(compare_reports(before, after).worse);
}

TEST(ReportDiff, OtherVectorsAndPartialRunsAreNoted) {
  const ReportDocument before = test::passed_document(5, {"one"});
  ReportDocument after = before;
  after.run.manifest_sha256 = std::string(64, 'c');
  after.run.shard = "1/2";
  const ReportDiff diff = compare_reports(before, after);
  ASSERT_EQ(diff.notes.size(), 2U);
  EXPECT_EQ(diff.notes[0], "vector manifest: aaaaaaaaaaaaaaaa before, cccccccccccccccc now");
  EXPECT_EQ(diff.notes[1], "the run now was partial");
}

TEST(ReportDiff, EveryFormNamesTheCase) {
  const ReportDocument before = test::passed_document(5, {"one"});
  ReportDocument after = before;
  fail(case_of(after, 2), 0);
  const ReportDiff diff = compare_reports(before, after);
  EXPECT_EQ(diff_text(diff),
            "newly failing: 1\n  one a/2: pass -> mismatch at step 0\nworse than before\n");
  EXPECT_NE(diff_markdown(diff).find("| one | <code>a/2</code> |"), std::string::npos);
  EXPECT_EQ(diff_json(diff)["newly_failing"][0]["case"], "a/2");
}

}  // namespace
}  // namespace smx::conformance
