#include "report/report_reader.h"

#include <gtest/gtest.h>

#include "document_support.h"
#include "runner/input_error.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

std::string fault_of(const std::string& text) {
  const test::TemporaryFolder folder;
  try {
    const auto path = folder.write("report.json", text);
    static_cast<void>(report_document(read_report_json(path), "report.json"));
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

std::string made_text() { return json_report(test::made_document()).dump(2); }

TEST(ReportReader, WhatWasReadIsWrittenAgainByteForByte) {
  const std::string text = made_text();
  const ReportDocument read = report_document(parse_strict(text), "report.json");
  EXPECT_EQ(json_report(read).dump(2), text);
}

TEST(ReportReader, NamesTheMemberThatIsWrong) {
  EXPECT_EQ(fault_of(made_text()), "");
  Json json = Json::parse(made_text());
  json["platforms"][0]["files"][0]["planned"] = "8";
  const std::string fault = fault_of(json.dump());
  EXPECT_NE(fault.find("[platforms][0][files][0][planned]: "), std::string::npos) << fault;
  EXPECT_NE(fault_of("{\"schema\": 1, \"schema\": 1}").find("occurs twice"), std::string::npos);
  EXPECT_NE(fault_of("{").find("not valid JSON at byte"), std::string::npos);
}

TEST(ReportReader, TheRunBlockIsAboutTheSameCases) {
  Json json = Json::parse(made_text());
  json["run"]["platforms"][0]["cases"][2]["id"] = "a/other";
  EXPECT_NE(fault_of(json.dump()).find("run.platforms[0] is not about the cases"),
            std::string::npos);
  json = Json::parse(made_text());
  json["run"]["platforms"].erase(1);
  EXPECT_NE(fault_of(json.dump()).find("run.platforms[1]"), std::string::npos);
  json = Json::parse(made_text());
  json["run"]["platforms"].push_back(json["run"]["platforms"][0]);
  EXPECT_NE(fault_of(json.dump()).find("run.platforms has more"), std::string::npos);
}

}  // namespace
}  // namespace smx::conformance
