#include "report/report_check.h"

#include <gtest/gtest.h>

#include "document_support.h"
#include "report/digest.h"

namespace smx::conformance {
namespace {

Json made_json() { return Json::parse(json_report(test::made_document()).dump()); }

/// The first problem once one member is another, with a digest that fits all the same.
std::string problem_of(const std::string& pointer, const Json& value) {
  Json json = made_json();
  json[Json::json_pointer(pointer)] = value;
  json["digest"] = report_digest(json);
  const std::vector<std::string> problems = report_problems(json);
  return problems.empty() ? "" : problems.front();
}

TEST(ReportCheck, AReportAsWrittenHolds) {
  EXPECT_EQ(report_problems(made_json()), std::vector<std::string>());
}

TEST(ReportCheck, EachSumNamesItsMember) {
  EXPECT_EQ(problem_of("/platforms/0/files/0/cases/1/outcome", "pass"),
            "platforms[0].files[0].outcomes.mismatch says 1, the sum of its parts is 0");
  EXPECT_EQ(problem_of("/platforms/0/files/0/planned", 9),
            "platforms[0].files[0].planned says 9, its cases are 8");
  EXPECT_EQ(problem_of("/platforms/0/outcomes/pass", 2),
            "platforms[0].outcomes.pass says 2, the sum of its parts is 1");
  EXPECT_EQ(problem_of("/platforms/0/planned", 7),
            "platforms[0].planned says 7, the sum of its files is 8");
  EXPECT_EQ(problem_of("/outcomes/crash", 0), "outcomes.crash says 0, the sum of its parts is 1");
  EXPECT_EQ(problem_of("/planned", 15), "planned says 15, the sum of the platforms is 16");
  EXPECT_EQ(problem_of("/vectors/0/chosen", 7),
            "vectors[0].chosen says 7, platforms[0].files[0].planned is 8");
  EXPECT_EQ(problem_of("/platforms/0/files/0/file", "b-v1.json"),
            "platforms[0].files[0].file is not vectors[0].file");
  EXPECT_EQ(problem_of("/platforms/0/files/0/cases/0/id", "a/mismatch"),
            "platforms[0].files[0].cases: a/mismatch occurs twice");
  EXPECT_EQ(problem_of("/platforms/0/name", "second"), "platforms[1].name occurs twice");
  EXPECT_EQ(problem_of("/platforms/1/status", "run"),
            "platforms[1].status does not fit why_not_run");
  EXPECT_EQ(problem_of("/mutation/killed", 2), "mutation.killed says 2, the bugs with kills are 1");
  EXPECT_EQ(problem_of("/verdict", "passed"),
            "verdict says passed, and a/mismatch on first is mismatch");
}

TEST(ReportCheck, TheDigestFindsWhatNoSumSees) {
  Json json = made_json();
  json["platforms"][0]["files"][0]["cases"][1]["message"] = "other words";
  const std::vector<std::string> problems = report_problems(json);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_TRUE(problems[0].starts_with("digest says ")) << problems[0];
}

TEST(ReportCheck, TheRunBlockIsOutsideOfTheDigest) {
  Json json = made_json();
  json["run"]["ms"] = 99;
  EXPECT_EQ(report_problems(json), std::vector<std::string>());
}

}  // namespace
}  // namespace smx::conformance
