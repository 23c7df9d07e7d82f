#include "auth/json_text.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace smx::relay::auth {
namespace {

using Json = nlohmann::json;

TEST(JsonText, IsWhatTheLibraryWrites) {
  const std::vector<Json> values = {
      nullptr,
      true,
      false,
      0,
      -1,
      1.5,
      std::numeric_limits<std::int64_t>::min(),
      std::numeric_limits<std::uint64_t>::max(),
      "",
      "plain",
      "\"\\/\b\f\n\r\t\x01\x7f",
      "\u00e9\u20ac\U0001F600",
      Json::object(),
      Json::array(),
      {{"b", {1, "x", Json::object()}}, {"a", {{"\"", Json::array()}}}, {"", nullptr}},
  };
  for (const Json& value : values) EXPECT_EQ(json_text(value), value.dump());
  EXPECT_THROW(static_cast<void>(json_text("\xff")), Json::type_error);
}

RC_GTEST_PROP(JsonText, AnyTextIsWrittenAsTheLibraryDoes, (const std::vector<std::uint16_t>& all)) {
  Json value = Json::object();
  for (const std::uint16_t unit : all) {
    std::string text(unit % 5, 'a');
    text += static_cast<char>(unit / 5 % 128);
    value[text] = {text, unit, -static_cast<int>(unit), {{text, Json::array({text})}}};
  }
  RC_ASSERT(json_text(value) == value.dump());
}

}  // namespace
}  // namespace smx::relay::auth
