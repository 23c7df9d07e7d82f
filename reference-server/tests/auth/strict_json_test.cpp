#include "auth/strict_json.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace smx::relay::auth {
namespace {

TEST(StrictJson, TakesJson) {
  const auto value = parse_strict_json(R"( {"a": [1, {"a": true}], "b": "\u00e9"} )");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(value->at("a").at(0), 1);
  // The same name in another object is another member.
  EXPECT_TRUE(parse_strict_json(R"([{"a": 1}, {"a": 2}])").has_value());
}

TEST(StrictJson, RefusesWhatTwoReadersCouldReadTwoWays) {
  for (const char* text :
       {R"({"a": 1, "a": 1})", R"({"b": {"a": 1, "c": 2, "a": 3}})", R"({"a": 1, "\u0061": 2})",
        "\xEF\xBB\xBF{}", "{}{}", "{} x", "", "{\"a\": \"\xFF\"}", "{'a': 1}", "{\"a\": 1,}",
        "[01]", "[NaN]", "// c\n{}", "{\"a\": \"\n\"}"}) {
    EXPECT_FALSE(parse_strict_json(text).has_value()) << text;
  }
}

// For the library a zero byte is the end, whatever comes behind it.
TEST(StrictJson, AZeroByteEndsNothing) {
  for (const std::string_view text :
       {std::string_view("{}\0", 3), std::string_view("{\0}", 3), std::string_view("1\0", 2),
        std::string_view("\"\0\"", 3), std::string_view("\0", 1), std::string_view("\0{}", 3)}) {
    EXPECT_FALSE(parse_strict_json(text).has_value()) << testing::PrintToString(text);
  }
}

TEST(StrictJson, SaysWhy) {
  EXPECT_EQ(parse_strict_json(R"({"a": {"b": 1, "b": 1}})").error(), JsonFault::duplicate_member);
  EXPECT_EQ(parse_strict_json("[[1]]", 1).error(), JsonFault::too_deep);
  EXPECT_EQ(parse_strict_json("[1] 2").error(), JsonFault::not_json);
}

TEST(StrictJson, DepthIsBounded) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_strict_json(nested(8)).has_value());
  EXPECT_FALSE(parse_strict_json(nested(9)).has_value());
  EXPECT_FALSE(parse_strict_json(nested(100'000)).has_value());
}

}  // namespace
}  // namespace smx::relay::auth
