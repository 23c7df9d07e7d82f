#include "report/html_report.h"

#include <gtest/gtest.h>

#include "document_support.h"

namespace smx::conformance {
namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t count_of(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(HtmlReport, ShowsTheBytesByFieldWithTheFirstWrongOne) {
  const std::string page = html_report(test::made_document());
  EXPECT_TRUE(holds(page, "id=\"case-a/mismatch@first\""));
  EXPECT_TRUE(holds(page,
                    "x3dh.ikm, bytes 16 to 35: 36 bytes expected, 36 given. The first wrong "
                    "byte is byte 33 of DH1: expected 00, got ff."));
  EXPECT_TRUE(holds(page,
                    "<td>DH1</td><td class=\"hex\">10 <mark class=\"first\">00</mark> 11 12"
                    "</td><td class=\"hex\">10 <mark class=\"first\">ff</mark> 11 12</td>"));
  EXPECT_TRUE(holds(page, "<td>F, continued</td>"));
  EXPECT_TRUE(holds(page, "Looks like the planted bug <code>dh-order</code>"));
  EXPECT_TRUE(holds(page, "words of the driver"));
}

TEST(HtmlReport, BytesPastThePinnedEndAreToldAsSuch) {
  ReportDocument document = test::made_document();
  Excerpt& excerpt = *document.run.platforms[0].files[0].cases[1].finding.divergence->excerpt;
  excerpt.got += "aabb";
  excerpt.got_size += 2;
  EXPECT_TRUE(
      holds(html_report(document),
            "<td>past the end</td><td class=\"hex\"><mark>--</mark> <mark>--</mark></td><td "
            "class=\"hex\"><mark>aa</mark> <mark>bb</mark></td>"));
}

TEST(HtmlReport, LoadsNothingAndAllowsOnlyItsOwnScript) {
  const std::string page = html_report(test::made_document());
  EXPECT_TRUE(holds(page, "content=\"default-src 'none'; style-src 'sha256-"));
  EXPECT_FALSE(holds(page, "unsafe-inline"));
  EXPECT_FALSE(holds(page, "http://"));
  EXPECT_FALSE(holds(page, "https://"));
  EXPECT_FALSE(holds(page, " src="));
  EXPECT_FALSE(holds(page, "{{"));
}

TEST(HtmlReport, NobodysTextBecomesMarkup) {
  const std::string hostile =
      "</pre><script>alert(1)</script>\" onfocus='x' \u202egnp.exe {{script}} " +
      std::string(1'000'000, 'A');
  ReportDocument document = test::made_document();
  PlatformResult& platform = document.run.platforms[0];
  platform.platform.name = hostile;
  platform.platform.command = {hostile};
  platform.introduction->name = hostile;
  platform.introduction->ops = {hostile};
  platform.diagnostics = hostile;
  platform.faults = {hostile};
  CaseResult& result = platform.files[0].cases[1];
  result.id = hostile;
  result.finding.message = hostile;
  result.finding.free_text = hostile;
  result.finding.op = hostile;
  result.finding.clauses = {hostile};
  result.finding.divergence->where = hostile;
  result.finding.divergence->hint = hostile;
  result.finding.divergence->excerpt->fields[1].name = hostile;
  result.known_issue = hostile;
  document.run.platforms[1].not_run = hostile;
  document.run.known_failure_problems = {hostile};
  document.vectors[0].file = hostile;
  document.clauses[0].summary = hostile;
  document.mutation->bugs[0].description = hostile;
  document.info.vectors = hostile;
  const std::string page = html_report(document);
  EXPECT_EQ(count_of(page, "<script"), 1U);
  EXPECT_EQ(count_of(page, "</pre><"), 0U);
  EXPECT_FALSE(holds(page, "\" onfocus"));
  EXPECT_FALSE(holds(page, "' onfocus"));
  EXPECT_FALSE(holds(page, "onfocus='"));
  EXPECT_FALSE(holds(page, "\u202e"));
  EXPECT_TRUE(holds(page, "\\u{202e}gnp.exe"));
  EXPECT_LT(page.size(), 200'000U) << "a long text is cut";
}

TEST(HtmlReport, StaysSmallWhenEverythingFails) {
  ReportDocument document = test::made_document();
  FileResult& file = document.run.platforms[0].files[0];
  const CaseResult failed = file.cases[1];
  file.cases.clear();
  for (std::size_t i = 0; i < 961; ++i) {
    file.cases.push_back(failed);
    file.cases.back().id = "x3dh-prekey/a-case-with-a-name/of-usual-length/" + std::to_string(i);
    // No two alike: the worst that can be.
    file.cases.back().finding.divergence->where = "value " + std::to_string(i);
  }
  file.planned = file.cases.size();
  PlatformResult copy = document.run.platforms[0];
  for (const char* name : {"two", "three"}) {
    copy.platform.name = name;
    document.run.platforms.push_back(copy);
  }
  // Nearly three thousand failures; a page in which all cases pass has a sixth of that.
  EXPECT_LT(html_report(document).size(), 1'800'000U);
}

TEST(HtmlReport, APartialRunSaysSoInItsHeadline) {
  ReportDocument document = test::passed_document(3, {"one"});
  document.run.interrupted = true;
  const std::string page = html_report(document);
  EXPECT_TRUE(holds(page, "<h1 id=\"headline\">Passed, in part</h1>"));
  EXPECT_TRUE(holds(page, "Partial: the run was interrupted"));
}

}  // namespace
}  // namespace smx::conformance
