#include "auth/strict_json.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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

/// What the library's parser says, which is another program than ours: the same value, or neither
/// takes it. It has no fault of its own for a member that comes twice and for depth.
void expect_agreement(const std::string& text) {
  const auto ours = parse_strict_json(text);
  if (!ours && ours.error() != JsonFault::not_json) return;
  const auto theirs = nlohmann::json::parse(text, nullptr, false);
  ASSERT_EQ(ours.has_value(), !theirs.is_discarded()) << testing::PrintToString(text);
  if (!ours) return;
  EXPECT_EQ(ours->dump(), theirs.dump());
  EXPECT_EQ(ours->type(), theirs.type());
}

TEST(StrictJson, AgreesWithTheLibrary) {
  for (const char* text : {"0",
                           "-0",
                           "-",
                           "00",
                           "-01",
                           "1.",
                           ".1",
                           "1.0",
                           "1e",
                           "1e+",
                           "1e5",
                           "1E-5",
                           "-1.5e+3",
                           "1e999",
                           "-1e999",
                           "1e-999",
                           "9223372036854775807",
                           "-9223372036854775808",
                           "-9223372036854775809",
                           "18446744073709551615",
                           "18446744073709551616",
                           "123456789012345678901234567890",
                           "+1",
                           "0x1",
                           "Infinity",
                           "nan",
                           "true",
                           "tru",
                           "truex",
                           "null",
                           "false",
                           "nul",
                           R"("a\u0000b")",
                           R"("\ud83d\ude00")",
                           R"("\ud83d")",
                           R"("\ude00")",
                           R"("\ud83d\u0041")",
                           R"("\uD83Dx")",
                           R"("\u12")",
                           R"("\u12g4")",
                           R"("\u-123")",
                           R"("\u+123")",
                           R"("\x")",
                           R"("\")",
                           R"("\/\b")",
                           "\"\x7f\"",
                           "\"\x1f\"",
                           "\"",
                           "\"a",
                           "[",
                           "]",
                           "[1",
                           "[1,",
                           "[,1]",
                           "[1 2]",
                           "{",
                           "{\"a\"",
                           "{\"a\":",
                           "{\"a\":1",
                           "{\"a\" 1}",
                           "{a:1}",
                           "{,}",
                           "{\"\":{}}",
                           "[[],{}]",
                           " \t\r\n1 \n",
                           "\v1",
                           "\f1",
                           "1\xa0",
                           "/**/1"}) {
    expect_agreement(text);
  }
}

// Every lead byte with every second byte, and what may follow.
TEST(StrictJson, TakesTheSameCharactersAsTheLibrary) {
  for (int lead = 0x7e; lead < 0x100; ++lead) {
    for (int second = 0x70; second < 0x100; ++second) {
      for (const std::string_view rest : {"", "\x80", "\xbf\x80", "\x80\x80\x80", "\xc0\x80"}) {
        std::string text = "\"";
        text += static_cast<char>(lead);
        text += static_cast<char>(second);
        text += rest;
        text += '"';
        expect_agreement(text);
      }
    }
  }
}

RC_GTEST_PROP(StrictJson, AgreesWithTheLibraryOnAnyText, (const std::vector<std::uint8_t>& picks)) {
  constexpr std::string_view kParts[] = {"{", "}",  "[",    "]",    ",",  ":",  "\"a\"",   "\"b\"",
                                         "1", "-2", "true", "null", " ",  "\"", "\\",      "u0041",
                                         "e", ".5", "\xc3", "\xa9", "\n", "0",  "{\"c\":", "}]"};
  std::string text;
  for (const std::uint8_t pick : picks) text += kParts[pick % std::size(kParts)];
  expect_agreement(text);
}

}  // namespace
}  // namespace smx::relay::auth
