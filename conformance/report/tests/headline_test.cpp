#include "report/headline.h"

#include <gtest/gtest.h>

#include "document_support.h"

namespace smx::conformance {
namespace {

TEST(Headline, OfAWholeRunThatPassed) {
  const Headline headline = headline_of(test::passed_document(7, {"one", "two"}));
  EXPECT_EQ(headline.tone, Headline::Tone::kGood);
  EXPECT_EQ(headline.word, "Passed");
  EXPECT_EQ(headline.line, "7 of 7 cases passed on each of 2 platforms");
  EXPECT_EQ(headline.score, "7/7");
  EXPECT_TRUE(headline.cautions.empty());
}

TEST(Headline, AFailureIsToldByPlatform) {
  ReportDocument document = test::passed_document(7, {"one", "two"});
  document.run.platforms[1].files[0].cases[3].finding.outcome = Outcome::kCrash;
  document.status = ExitStatus::kFailed;
  const Headline headline = headline_of(document);
  EXPECT_EQ(headline.tone, Headline::Tone::kBad);
  EXPECT_EQ(headline.line, "one 7/7, two 6/7");
  EXPECT_EQ(headline.score, "6/7");
  EXPECT_EQ(failed_cases(document.run.platforms[1]), 1U);
}

TEST(Headline, APartialRunIsNeverGreen) {
  for (const int kind : {0, 1, 2}) {
    ReportDocument document = test::passed_document(7, {"one"});
    if (kind == 0) document.run.interrupted = true;
    if (kind == 1) document.run.shard = "2/4";
    if (kind == 2) document.run.filters = {"hkdf/*"};
    const Headline headline = headline_of(document);
    EXPECT_EQ(headline.tone, Headline::Tone::kNone) << kind;
    EXPECT_EQ(headline.word, "Passed, in part") << kind;
    ASSERT_EQ(headline.cautions.size(), 1U) << kind;
    EXPECT_TRUE(headline.cautions[0].starts_with("Partial")) << headline.cautions[0];
  }
}

TEST(Headline, NamesPlatformsThatDidNotRunAndUnpinnedVectors) {
  ReportDocument document = test::made_document();
  document.run.manifest_sha256 = std::nullopt;
  const Headline headline = headline_of(document);
  ASSERT_EQ(headline.cautions.size(), 2U);
  EXPECT_EQ(headline.cautions[0], "The vectors are not pinned by a manifest.");
  EXPECT_EQ(headline.cautions[1], "second was not run: there is no program absent");
}

TEST(Headline, NothingRun) {
  ReportDocument document = test::made_document();
  document.run.platforms.erase(document.run.platforms.begin());
  document.status = ExitStatus::kNothingRun;
  const Headline headline = headline_of(document);
  EXPECT_EQ(headline.tone, Headline::Tone::kNone);
  EXPECT_EQ(headline.score, "not run");
}

}  // namespace
}  // namespace smx::conformance
