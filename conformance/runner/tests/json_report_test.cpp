#include "runner/json_report.h"

#include <gtest/gtest.h>

#include "report_support.h"
#include "runner/schema.h"
#include "test_support.h"

namespace smx::conformance {
namespace {

RunInfo info(const std::string& started) {
  return {"1.0", started, std::chrono::milliseconds(5), "v"};
}

TEST(JsonReport, ConformsToItsSchema) {
  const Schema schema = Schema::embedded("report.schema.json");
  RunReport report = test::made_report();
  report.manifest_sha256 = std::string(64, 'a');
  const auto json =
      json_report(report, {test::small_file()}, ExitStatus::kFailed, info("2026-01-31T12:00:00Z"));
  EXPECT_EQ(schema.fault(Json::parse(json.dump())), std::nullopt);

  Json broken = Json::parse(json.dump());
  broken["platforms"][0]["files"][0]["cases"][0]["outcome"] = "skipped";
  EXPECT_TRUE(schema.fault(broken));
}

TEST(JsonReport, CarriesTheDivergence) {
  const auto json =
      json_report(test::made_report(), {}, ExitStatus::kFailed, info("2026-01-31T12:00:00Z"));
  const auto& mismatch = json["platforms"][0]["files"][0]["cases"][1];
  EXPECT_EQ(mismatch["outcome"], "mismatch");
  EXPECT_EQ(mismatch["step"], 3);
  EXPECT_EQ(mismatch["divergence"]["where"], "x3dh.ikm");
  EXPECT_EQ(mismatch["divergence"]["byte"], 33);
  EXPECT_EQ(mismatch["divergence"]["field"]["name"], "DH1");
  EXPECT_EQ(json["verdict"], "failed");
  EXPECT_EQ(json["platforms"][1]["why_not_run"], "there is no program absent");
}

TEST(JsonReport, OnlyTheRunBlockDiffersBetweenRuns) {
  RunReport first = test::made_report();
  RunReport second = test::made_report();
  second.platforms[0].files[0].cases[0].time = std::chrono::microseconds(77);
  second.platforms[0].time = std::chrono::milliseconds(9);
  second.platforms[0].diagnostics = "other words";
  second.platforms[0].files[0].cases[1].finding.free_text = "other words";
  auto a = json_report(first, {}, ExitStatus::kFailed, info("2026-01-31T12:00:00Z"));
  auto b = json_report(second, {}, ExitStatus::kFailed, info("2026-02-01T12:00:00Z"));
  EXPECT_NE(a.dump(), b.dump());
  a.erase("run");
  b.erase("run");
  EXPECT_EQ(a.dump(), b.dump());
}

}  // namespace
}  // namespace smx::conformance
