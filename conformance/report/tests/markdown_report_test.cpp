#include "report/markdown_report.h"

#include <gtest/gtest.h>

#include "document_support.h"

namespace smx::conformance {
namespace {

TEST(MarkdownReport, SaysTheVerdictThenThePlatforms) {
  const std::string text = markdown_report(test::made_document());
  EXPECT_TRUE(text.starts_with("### SMX conformance: Failed\n")) << text;
  EXPECT_TRUE(test::holds(text, "| first | 1 of 8 | 6 | 0 |\n"));
  EXPECT_TRUE(test::holds(text, "| second | not run: there is no program absent | | |\n"));
  EXPECT_TRUE(test::holds(text, "<details><summary>first: 6 failed cases in 6 ways</summary>"));
  EXPECT_TRUE(test::holds(text, "looks like the planted bug <code>dh-order</code>"));
  EXPECT_TRUE(test::holds(text, "Planted bugs found by the vectors: 1 of 2."));
}

TEST(MarkdownReport, NobodysTextIsMarkupOrCallsPeople) {
  EXPECT_EQ(markdown_text("@team #1 <b>|`*_[x](y)\n"),
            "&#64;team &#35;1 &lt;b&gt;&#124;&#96;&#42;&#95;&#91;x&#93;(y)&#92;u{000a}");
}

TEST(MarkdownReport, StaysShort) {
  ReportDocument document = test::made_document();
  for (CaseResult& result : document.run.platforms[0].files[0].cases) {
    result.finding.message = std::string(100'000, 'x');
  }
  EXPECT_LT(markdown_report(document).size(), 10'000U);
}

}  // namespace
}  // namespace smx::conformance
