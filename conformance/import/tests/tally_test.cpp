#include "import/tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "import/import_report.h"
#include "test_support.h"

namespace smx::wycheproof {
namespace {

using conformance::Outcome;
using conformance::RunReport;
using testing::HasSubstr;

/// A run in which every case came to `outcome`.
RunReport run_of(const ImportPlan& plan, Outcome outcome) {
  RunReport report;
  report.platforms.emplace_back();
  report.platforms.back().platform.name = "mine";
  for (const conformance::VectorFile& file : plan.cases) {
    conformance::FileResult results{file.name, file.cases.size(), {}};
    for (const conformance::Case& test : file.cases) {
      results.cases.emplace_back();
      results.cases.back().id = test.id;
      results.cases.back().finding.outcome = outcome;
    }
    report.platforms.back().files.push_back(std::move(results));
  }
  return report;
}

std::size_t of_class(const FileTally& file, Class a_class) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < file.rows.size(); ++i) {
    if (file.rows[i].a_class == a_class) count += file.platforms.at(0).count.as_ruled[i];
  }
  return count;
}

TEST(Tally, EveryTestIsCountedOnce) {
  const Folder folder = read_folder(kCheckout);
  const ImportPlan plan = plan_import(folder);
  EXPECT_EQ(plan.total(), 37U);
  for (const Outcome outcome : conformance::kAllOutcomes) {
    const auto files = tally(plan, run_of(plan, outcome));
    ASSERT_EQ(files.size(), 6U);
    for (const FileTally& file : files) {
      EXPECT_EQ(file.platforms.at(0).count.sum(), file.total) << file.name;
      EXPECT_EQ(file.platforms.at(0).count.unexpected, file.platforms.at(0).unexpected.size());
    }
  }
}

TEST(Tally, ClassesOfAPassedRun) {
  const Folder folder = read_folder(kCheckout);
  const ImportPlan plan = plan_import(folder);
  const auto files = tally(plan, run_of(plan, Outcome::kPass));
  const FileTally& gcm = files.at(0);
  EXPECT_EQ(of_class(gcm, Class::kValid), 3U);
  EXPECT_EQ(of_class(gcm, Class::kInvalid), 3U);
  EXPECT_EQ(of_class(gcm, Class::kOutsideProfile), 3U);
  const FileTally& x25519 = files.at(5);
  EXPECT_EQ(of_class(x25519, Class::kAcceptable), 6U);
  EXPECT_EQ(of_class(x25519, Class::kDiffers), 1U);
}

TEST(Tally, WhatWasNotAskedDoesNotDependOnTheDriver) {
  const Folder folder = read_folder(kCheckout);
  const ImportPlan plan = plan_import(folder);
  const auto files = tally(plan, run_of(plan, Outcome::kCrash));
  EXPECT_EQ(of_class(files.at(0), Class::kOutsideProfile), 1U);
  EXPECT_EQ(files.at(0).platforms.at(0).count.unexpected, 8U);
  const auto unsupported = tally(plan, run_of(plan, Outcome::kUnsupported));
  EXPECT_EQ(unsupported.at(0).platforms.at(0).count.unsupported, 8U);
  const auto not_run = tally(plan, run_of(plan, Outcome::kNotRun));
  EXPECT_EQ(not_run.at(0).platforms.at(0).count.not_run, 8U);
}

TEST(Tally, ATestThatNoRuleDecidesIsUnexpectedEverywhere) {
  Folder folder = read_folder(kCheckout);
  folder.files.at(0).tests.at(0).verdict = Verdict::kAcceptable;
  const ImportPlan plan = plan_import(folder);
  EXPECT_EQ(plan.unexplained(), 1U);
  const RunReport run = run_of(plan, Outcome::kPass);
  const auto files = tally(plan, run);
  ASSERT_EQ(files.at(0).platforms.at(0).unexpected.size(), 1U);
  EXPECT_EQ(files.at(0).platforms.at(0).unexpected.at(0).outcome, "unexplained");
  const std::string text = import_text({folder, run, files}, 10);
  EXPECT_THAT(text, HasSubstr("mine unexplained: aes_gcm_test.json tcId 1"));
  EXPECT_THAT(text, HasSubstr("1 unexpected"));
}

TEST(Tally, AResultThatIsMissingIsNotCountedAsAnything) {
  const Folder folder = read_folder(kCheckout);
  const ImportPlan plan = plan_import(folder);
  RunReport run = run_of(plan, Outcome::kPass);
  run.platforms.at(0).files.at(0).cases.pop_back();
  EXPECT_THROW(tally(plan, run), std::logic_error);
}

TEST(ImportReport, TextAndJsonHoldTheSums) {
  const Folder folder = read_folder(kCheckout);
  const ImportPlan plan = plan_import(folder);
  const RunReport run = run_of(plan, Outcome::kPass);
  const auto files = tally(plan, run);
  const std::string text = import_text({folder, run, files}, 10);
  EXPECT_THAT(text, HasSubstr("mine: 37 tests: 32 as the profile says, 5 outside_profile, "
                              "0 unexpected"));
  EXPECT_THAT(text, HasSubstr("left alone: 3 files of other algorithms"));
  EXPECT_THAT(text, HasSubstr("left alone: 1 JSON files that are no test files"));
  const OrderedJson json = import_json({folder, run, files}, 0);
  EXPECT_EQ(json["files"][0]["platforms"][0]["counts"]["outside_profile"], 3);
  EXPECT_EQ(json["left_alone"]["other_algorithms"].size(), 3U);
}

TEST(ImportReport, OnlySoManyAreShown) {
  const Folder folder = read_folder(kCheckout);
  const ImportPlan plan = plan_import(folder);
  const RunReport run = run_of(plan, Outcome::kMismatch);
  const std::string text = import_text({folder, run, tally(plan, run)}, 1);
  EXPECT_THAT(text, HasSubstr("mine mismatch: x25519_test.json tcId 1 (RFC 7748 5.2, first)"));
  EXPECT_THAT(text, HasSubstr("mine: 9 more in x25519_test.json: see --show or --json"));
}

}  // namespace
}  // namespace smx::wycheproof
