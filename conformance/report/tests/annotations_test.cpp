#include "report/annotations.h"

#include <gtest/gtest.h>

#include "document_support.h"
#include "runner/sha256.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

TEST(Annotations, StandAtTheCaseInItsVectorFile) {
  const CasePlaces places{"vectors", {{"a/mismatch", 12}}};
  const std::string text = annotations(test::made_document(), places);
  EXPECT_TRUE(
      test::holds(text,
                  "::error file=vectors/a-v1.json,line=12,title=SMX first mismatch%3A "
                  "a/mismatch::step 3 dr.decrypt: what <happened> & \"why\" [X3DH-04]%0Alooks like "
                  "the planted bug dh-order: DH1 and DH2 swapped. (X3DH-04)\n"))
      << text;
  EXPECT_TRUE(
      test::holds(text, "::error file=vectors/a-v1.json,title=SMX first crash%3A a/crash::"));
  EXPECT_TRUE(
      test::holds(text, "::warning title=SMX second::not run: there is no program absent\n"));
  EXPECT_FALSE(test::holds(text, "a/pass"));
}

TEST(Annotations, NobodysTextBecomesACommand) {
  ReportDocument document = test::made_document();
  CaseResult& result = document.run.platforms[0].files[0].cases[1];
  result.finding.message = "50%\r\n::set-output name=x::y";
  result.id = "a,b:c";
  document.run.platforms[0].faults = {"line\n::error::planted"};
  const std::string text = annotations(document, {"vectors", {}});
  EXPECT_TRUE(test::holds(text, "title=SMX first mismatch%3A a%2Cb%3Ac::")) << text;
  EXPECT_TRUE(test::holds(text, "50%25"));
  for (std::size_t at = text.find("::"); at != std::string::npos; at = text.find("::", at + 2)) {
    if (at > 0 && text[at - 1] != '\n') continue;
    const std::string start = text.substr(at, 9);
    EXPECT_TRUE(start == "::error f" || start == "::error t" || start == "::warning" ||
                start == "::notice ")
        << text.substr(at, 40);
  }
}

TEST(Annotations, LinesAreThoseOfTheFilesThatWereRunOnly) {
  const test::TemporaryFolder folder;
  const std::string file = "{\n  \"x\": [\n    {\"id\": \"a/mismatch\"}\n  ]\n}\n";
  folder.write("a-v1.json", file);
  ReportDocument document = test::made_document();
  EXPECT_TRUE(case_places(document, folder.path().string()).lines.empty()) << "another hash";
  document.vectors[0].sha256 = sha256_hex(file);
  const CasePlaces places = case_places(document, folder.path().string());
  EXPECT_EQ(places.lines.at("a/mismatch"), 3U);
  EXPECT_EQ(case_places(document, "vectors").directory, "vectors");
}

}  // namespace
}  // namespace smx::conformance
