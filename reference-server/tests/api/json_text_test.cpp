#include "api/json_text.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "auth/strict_json.h"

namespace smx::relay::api {
namespace {

std::string reason_of(std::string_view text) {
  const auto parsed = parse_object(text);
  if (parsed) return "";
  EXPECT_EQ(parsed.error().problem, Problem::malformed_request);
  return parsed.error().detail.at("reason");
}

std::string nested(std::size_t depth) {
  std::string text = R"({"a":)";
  for (std::size_t i = 1; i < depth; ++i) text += '[';
  text += '1';
  for (std::size_t i = 1; i < depth; ++i) text += ']';
  return text + '}';
}

TEST(JsonText, AnObjectIsReadAsItIs) {
  const char* text = R"({"a":[1,-2,true,null,"\u00e9"],"b":{"c":{},"d":[[],[1.5]]}})";
  const auto parsed = parse_object(text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed, nlohmann::json::parse(text));
}

TEST(JsonText, RefusesWhatTwoReadersCouldReadInTwoWays) {
  EXPECT_EQ(reason_of(R"({"a":1,"a":1})"), "duplicate_member");
  EXPECT_EQ(reason_of(R"({"b":{"a":1,"\u0061":2}})"), "duplicate_member");
  EXPECT_EQ(reason_of(R"({"a":1} {})"), "not_json");
  EXPECT_EQ(reason_of(R"({"a":01})"), "not_json");
  EXPECT_EQ(reason_of("\xef\xbb\xbf{}"), "not_json") << "a byte order mark";
  EXPECT_EQ(reason_of("{\"a\":\"\xff\"}"), "not_json");
  EXPECT_EQ(reason_of("{\"a\":\"\xed\xa0\x80\"}"), "not_json") << "half a surrogate pair";
  EXPECT_EQ(reason_of(R"({"a":"\ud800"})"), "not_json");
  EXPECT_EQ(reason_of(R"({"a":1,})"), "not_json");
  EXPECT_EQ(reason_of(R"({"a":NaN})"), "not_json");
  EXPECT_EQ(reason_of(""), "not_json");
  for (const char* text : {"1", "[]", "null", R"("x")", "[{}]"}) {
    EXPECT_EQ(reason_of(text), "not_an_object") << text;
  }
}

TEST(JsonText, DepthIsBoundedToTheLevel) {
  EXPECT_EQ(reason_of(nested(auth::kJsonDepth - 1)), "");
  EXPECT_EQ(reason_of(nested(auth::kJsonDepth)), "");
  EXPECT_EQ(reason_of(nested(auth::kJsonDepth + 1)), "too_deep");
  EXPECT_EQ(reason_of(nested(1'000'000)), "too_deep");
}

TEST(JsonText, ARefusalRepeatsNothingOfTheText) {
  for (const char* text : {R"({"secret":1,"secret":2})", R"({"secret)", R"(["secret"])"}) {
    EXPECT_EQ(parse_object(text).error().detail.dump().find("secret"), std::string::npos) << text;
  }
}

RC_GTEST_PROP(JsonText, AnyTextIsReadOrRefused, (const std::string& text)) {
  const auto parsed = parse_object("{\"a\":" + text + "}");
  // In parentheses: RC_ASSERT takes operators apart and evaluates both sides.
  RC_ASSERT((!parsed || parsed->is_object()));
}

}  // namespace
}  // namespace smx::relay::api
