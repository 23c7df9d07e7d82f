#include "report/json_report.h"

#include <gtest/gtest.h>

#include "document_support.h"
#include "report/digest.h"
#include "runner/schema.h"

namespace smx::conformance {
namespace {

TEST(JsonReport, ConformsToItsSchema) {
  const Schema schema = Schema::embedded("report.schema.json");
  const auto json = json_report(test::made_document());
  EXPECT_EQ(schema.fault(Json::parse(json.dump())), std::nullopt);

  Json broken = Json::parse(json.dump());
  broken["platforms"][0]["files"][0]["cases"][0]["outcome"] = "skipped";
  EXPECT_TRUE(schema.fault(broken));
}

TEST(JsonReport, TheSchemaIsClosedAndAsksForEveryMember) {
  const Schema schema = Schema::embedded("report.schema.json");
  const Json whole = Json::parse(json_report(test::made_document()).dump());
  for (const auto& [member, value] : whole.items()) {
    Json broken = whole;
    broken.erase(member);
    EXPECT_TRUE(schema.fault(broken)) << member;
  }
  Json more = whole;
  more["more"] = 1;
  EXPECT_TRUE(schema.fault(more));
}

TEST(JsonReport, CarriesTheDivergence) {
  const auto json = json_report(test::made_document());
  const auto& mismatch = json["platforms"][0]["files"][0]["cases"][1];
  EXPECT_EQ(mismatch["outcome"], "mismatch");
  EXPECT_EQ(mismatch["step"], 3);
  EXPECT_EQ(mismatch["divergence"]["where"], "x3dh.ikm");
  EXPECT_EQ(mismatch["divergence"]["byte"], 33);
  EXPECT_EQ(mismatch["divergence"]["field"]["name"], "DH1");
  EXPECT_EQ(mismatch["divergence"]["excerpt"]["fields"][1]["name"], "DH1");
  EXPECT_EQ(mismatch["looks_like"][0]["bug"], "dh-order");
  EXPECT_EQ(json["verdict"], "failed");
  EXPECT_EQ(json["platforms"][1]["why_not_run"], "there is no program absent");
}

TEST(JsonReport, OnlyTheRunBlockDiffersBetweenRuns) {
  const ReportDocument first = test::made_document();
  ReportDocument second = test::made_document();
  PlatformResult& platform = second.run.platforms[0];
  platform.files[0].cases[0].time = std::chrono::microseconds(77);
  platform.time = std::chrono::milliseconds(9);
  platform.overhead = std::chrono::microseconds(3);
  platform.jobs = 4;
  platform.diagnostics = "other words";
  platform.files[0].cases[1].finding.free_text = "other words";
  second.info.started = "2026-02-01T12:00:00Z";
  auto a = json_report(first);
  auto b = json_report(second);
  EXPECT_NE(a.dump(), b.dump());
  EXPECT_EQ(a["digest"], b["digest"]);
  a.erase("run");
  b.erase("run");
  EXPECT_EQ(a.dump(), b.dump());
}

TEST(JsonReport, TheDigestCoversWhatTheDriversSayOfThemselves) {
  ReportDocument document = test::made_document();
  const auto before = json_report(document)["digest"];
  document.run.platforms[0].introduction->version = "2";
  EXPECT_NE(json_report(document)["digest"], before);
}

TEST(JsonReport, SaysWhyARunIsPartial) {
  ReportDocument document = test::made_document();
  EXPECT_EQ(json_report(document)["partial"].dump(),
            "{\"interrupted\":false,\"shard\":null,\"filters\":[]}");
  document.run.interrupted = true;
  document.run.shard = "2/4";
  document.run.filters = {"hkdf/*"};
  const auto json = json_report(document);
  EXPECT_EQ(json["partial"].dump(),
            "{\"interrupted\":true,\"shard\":\"2/4\",\"filters\":[\"hkdf/*\"]}");
  EXPECT_EQ(Schema::embedded("report.schema.json").fault(Json::parse(json.dump())), std::nullopt);
}

}  // namespace
}  // namespace smx::conformance
