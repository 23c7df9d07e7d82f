#include "report/badge.h"

#include <gtest/gtest.h>

#include "document_support.h"

namespace smx::conformance {
namespace {

TEST(Badge, SaysTheScoreToEyesAndReaders) {
  const std::string svg = badge_svg(test::passed_document(961, {"cpp"}));
  EXPECT_TRUE(test::holds(svg, "<title id=\"t\">SMX conformance: 961/961</title>")) << svg;
  EXPECT_TRUE(test::holds(svg, "<desc id=\"d\">Passed. 961 of 961 cases passed on cpp</desc>"));
  EXPECT_TRUE(test::holds(svg, "role=\"img\" aria-labelledby=\"t d\""));
  EXPECT_TRUE(test::holds(svg, "#1c6b3c"));
  EXPECT_FALSE(test::holds(svg, "href")) << "it loads nothing";
}

TEST(Badge, SeveralPlatforms) {
  const std::string svg = badge_svg(test::passed_document(961, {"cpp", "go"}));
  EXPECT_TRUE(test::holds(svg, "<title id=\"t\">SMX conformance: 961/961 \u00d7 2</title>")) << svg;
}

TEST(Badge, RedForAFailureGreyForAPart) {
  EXPECT_TRUE(test::holds(badge_svg(test::made_document()), "#a61e2d"));
  ReportDocument document = test::passed_document(10, {"cpp"});
  document.run.interrupted = true;
  const std::string svg = badge_svg(document);
  EXPECT_TRUE(test::holds(svg, "10/10 partial"));
  EXPECT_TRUE(test::holds(svg, "#5a646b"));
}

TEST(Badge, NamesAreNoMarkup) {
  EXPECT_FALSE(test::holds(badge_svg(test::passed_document(1, {"<script>"})), "<script>"));
}

}  // namespace
}  // namespace smx::conformance
