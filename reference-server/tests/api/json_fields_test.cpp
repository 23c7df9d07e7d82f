#include "api/json_fields.h"

#include <gtest/gtest.h>

namespace smx::relay::api {
namespace {

using Json = nlohmann::json;

/// "field: reason" of what `read` is refused for; "" when it is taken.
template <class Read>
std::string fault(const Json& object, const Read& read, std::string place = "") {
  JsonFields fields(object, std::move(place));
  read(fields);
  const auto done = fields.finish();
  if (done) return "";
  EXPECT_EQ(done.error().problem, Problem::malformed_request);
  return done.error().detail.at("field").get<std::string>() + ": " +
         done.error().detail.at("reason").get<std::string>();
}

std::string text_fault(const Json& value, Bounds bounds) {
  return fault({{"x", value}},
               [&](JsonFields& fields) { static_cast<void>(fields.text("x", bounds)); });
}

std::string integer_fault(const Json& value, Bounds bounds) {
  return fault({{"x", value}},
               [&](JsonFields& fields) { static_cast<void>(fields.integer("x", bounds)); });
}

TEST(JsonFields, TextsAreCountedInCodePoints) {
  EXPECT_EQ(text_fault("", {1, 3}), "x: length");
  EXPECT_EQ(text_fault("a", {1, 3}), "");
  EXPECT_EQ(text_fault("äöü", {1, 3}), "");
  EXPECT_EQ(text_fault("äöüa", {1, 3}), "x: length");
  EXPECT_EQ(text_fault(1, {1, 3}), "x: not_a_text");
  EXPECT_EQ(text_fault("a\nb", {1, 3}), "x: control_character");
  EXPECT_EQ(text_fault(std::string("a\0b", 3), {1, 3}), "x: control_character");
  EXPECT_EQ(text_fault("\x7f", {1, 3}), "x: control_character");
}

TEST(JsonFields, IntegersAreExactAtTheirBounds) {
  for (const auto& [value, taken] : {std::pair(-3, false), {-2, true}, {5, true}, {6, false}}) {
    EXPECT_EQ(integer_fault(value, {-2, 5}).empty(), taken) << value;
  }
  EXPECT_EQ(integer_fault(1.0, {0, 5}), "x: not_an_integer");
  EXPECT_EQ(integer_fault("1", {0, 5}), "x: not_an_integer");
  EXPECT_EQ(integer_fault(true, {0, 5}), "x: not_an_integer");
  EXPECT_EQ(integer_fault(18446744073709551615u, {-1, 5}), "x: out_of_range");
}

TEST(JsonFields, BytesAreCanonicalBase64) {
  const auto bytes_fault = [](const char* text, Bounds bounds) {
    return fault({{"x", text}},
                 [&](JsonFields& fields) { static_cast<void>(fields.bytes("x", bounds)); });
  };
  EXPECT_EQ(bytes_fault("AAA=", {2, 2}), "");
  EXPECT_EQ(bytes_fault("AA==", {2, 2}), "x: length");
  EXPECT_EQ(bytes_fault("AAAA", {2, 2}), "x: length");
  EXPECT_EQ(bytes_fault("AAB=", {2, 2}), "x: not_base64") << "unused bits";
  EXPECT_EQ(bytes_fault("AAA", {2, 2}), "x: not_base64");
}

TEST(JsonFields, WhatIsMissingAndWhatIsUnknownIsRefused) {
  const auto read = [](JsonFields& fields) {
    static_cast<void>(fields.text("a", {0, 9}));
    static_cast<void>(fields.optional_integer("b", {0, 9}));
  };
  EXPECT_EQ(fault({{"a", "x"}}, read), "");
  EXPECT_EQ(fault({{"a", "x"}, {"b", 1}}, read), "");
  EXPECT_EQ(fault({{"b", 1}}, read), "a: missing");
  EXPECT_EQ(fault({{"a", nullptr}}, read), "a: not_a_text");
  EXPECT_EQ(fault({{"a", "x"}, {"b", nullptr}}, read), "b: not_an_integer");
  EXPECT_EQ(fault({{"a", "x"}, {"secret", 1}}, read), ": unknown_member");
  EXPECT_EQ(fault({{"a", "x"}, {"secret", 1}}, read, "in.here"), "in.here: unknown_member");
  EXPECT_EQ(fault(Json::array(), read), ": not_an_object");
}

TEST(JsonFields, TheFirstFaultIsTold) {
  const auto read = [](JsonFields& fields) {
    static_cast<void>(fields.text("a", {1, 9}));
    static_cast<void>(fields.text("b", {1, 9}));
  };
  EXPECT_EQ(fault({{"a", ""}, {"b", 7}}, read), "a: length");
}

TEST(JsonFields, ListsAndPlaces) {
  const Json body{{"list", {"a", "bb", "ccc"}}, {"object", Json::object()}};
  JsonFields fields(body, "outer");
  EXPECT_EQ(fields.texts("list", {1, 3}, {1, 3}).size(), 3u);
  EXPECT_TRUE(fields.object("object").is_object());
  EXPECT_TRUE(fields.finish());
  EXPECT_EQ(fields.place("list", 2), "outer.list[2]");
  const auto texts_fault = [&](Bounds count, Bounds length) {
    return fault(body, [&](JsonFields& other) {
      static_cast<void>(other.texts("list", count, length));
      static_cast<void>(other.object("object"));
    });
  };
  EXPECT_EQ(texts_fault({1, 2}, {1, 3}), "list: length");
  EXPECT_EQ(texts_fault({4, 5}, {1, 3}), "list: length");
  EXPECT_EQ(texts_fault({1, 3}, {1, 2}), "list[2]: length");
}

}  // namespace
}  // namespace smx::relay::api
