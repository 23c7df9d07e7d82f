#include "runner/schema.h"

#include <gtest/gtest.h>

#include <set>

#include "test_support.h"

namespace smx::conformance {
namespace {

TEST(Schema, SaysWhereAndWhat) {
  const Schema schema(Json::parse(R"({"type": "object", "properties": {"a": {"type": "array",
      "items": {"type": "string", "pattern": "^([0-9a-f]{2})*$"}}}})"));
  EXPECT_EQ(schema.fault(Json::parse(R"({"a": ["00", ""]})")), std::nullopt);
  const auto fault = schema.fault(Json::parse(R"({"a": ["00", "0G"]})"));
  ASSERT_TRUE(fault);
  EXPECT_NE(fault->find("[a][1]"), std::string::npos) << *fault;
}

TEST(Schema, JudgesByteStringsLongerThanAPatternCanRead) {
  const Schema schema(Json::parse(R"({"type": "string", "pattern": "^([0-9a-f]{2})*$"})"));
  const std::string even(1'000'000, 'a');
  EXPECT_FALSE(schema.fault(even));
  EXPECT_TRUE(schema.fault(even + "a"));
  EXPECT_TRUE(schema.fault(even.substr(1) + "A"));
  EXPECT_TRUE(schema.fault(even.substr(2) + "zz"));
}

TEST(Schema, JudgesInPlaceAndLeavesTheValueAsItWas) {
  const Schema schema(Json::parse(R"({"type": "object", "additionalProperties": {"type": "array",
      "items": {"type": "string", "pattern": "^([0-9a-f]{2})*$"}}})"));
  Json value = {{"a", {std::string(1000, 'a'), "00"}}, {"b", {std::string(1001, 'b')}}};
  const Json before = value;
  EXPECT_TRUE(schema.fault_in_place(value));
  EXPECT_EQ(value, before);
  value["b"] = Json::array({std::string(2000, 'c')});
  const Json good = value;
  EXPECT_FALSE(schema.fault_in_place(value));
  EXPECT_EQ(value, good);
}

TEST(Schema, KnowsItsEmbeddedDocuments) {
  EXPECT_TRUE(has_embedded_schema("vector-file.schema.json"));
  EXPECT_FALSE(has_embedded_schema("other.schema.json"));
  EXPECT_THROW(embedded_schema("other.schema.json"), std::out_of_range);
}

TEST(Schema, ASuiteSchemaIncludesTheGeneralOne) {
  const Schema suite = Schema::embedded("hkdf-v1.schema.json");
  Json file = test::small_json();
  ASSERT_TRUE(suite.fault(file)) << "another suite's file conforms to hkdf";
  file["suite"] = "hkdf";
  file["groups"] = Json::array({{{"id", "hkdf/all"},
                                 {"comment", "one"},
                                 {"cases", Json::array({file["groups"][0]["cases"][0]})}}});
  file["groups"][0]["cases"][0]["id"] = "hkdf/a1";
  EXPECT_EQ(suite.fault(file), std::nullopt);
  file["groups"][0]["cases"][0]["extra"] = 1;
  EXPECT_TRUE(suite.fault(file)) << "the general schema is not applied";
}

// A case may hold exactly what a request may hold: the two documents are kept apart for those who
// copy only one of them, and may not drift.
TEST(Schema, VectorStepsAndRequestsHaveTheSameMembers) {
  const Json requests = Json::parse(embedded_schema("request.schema.json"))["definitions"];
  const Json vectors = Json::parse(embedded_schema("vector-file.schema.json"))["definitions"];
  std::set<std::string> compared;
  for (const auto& [name, definition] : vectors.items()) {
    if (!name.starts_with("in.")) continue;
    Json request = requests.at(name.substr(3));
    for (const char* member : {"id", "op", "want_trace"}) request["properties"].erase(member);
    EXPECT_EQ(definition["properties"], request["properties"]) << name;
    compared.insert(name);
  }
  EXPECT_EQ(compared.size(), 25U);
}

TEST(Schema, VectorStepsAndRepliesHaveTheSameOutputs) {
  const Json replies = Json::parse(embedded_schema("reply.schema.json"))["definitions"];
  const Json vectors = Json::parse(embedded_schema("vector-file.schema.json"))["definitions"];
  for (const auto& [name, definition] : vectors.items()) {
    if (!name.starts_with("ok.")) continue;
    Json reply = replies.at(name)["properties"];
    reply.erase("digest");
    EXPECT_EQ(definition["properties"], reply) << name;
  }
  EXPECT_EQ(vectors["reason"]["enum"], replies["reason"]["enum"]);
}

}  // namespace
}  // namespace smx::conformance
