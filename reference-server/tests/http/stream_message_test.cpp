#include "http/stream_message.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace smx::relay::http {
namespace {

using Json = nlohmann::json;

TEST(StreamMessage, EachVerbIsRead) {
  const auto send = parse_stream_frame(R"({"type":"send","request":1,"body":{"a":[1,"x"]}})");
  ASSERT_TRUE(send.request);
  EXPECT_EQ(send.request->verb, StreamVerb::send);
  EXPECT_EQ(send.number, 1);
  EXPECT_EQ(*send.request->body, Json::parse(R"({"a":[1,"x"]})"));

  const auto acknowledge =
      parse_stream_frame(R"({"type":"acknowledge","request":2,"delivery_ids":["a","b"]})");
  ASSERT_TRUE(acknowledge.request);
  EXPECT_EQ(*acknowledge.request->body, Json::parse(R"({"delivery_ids":["a","b"]})"));
  EXPECT_EQ(acknowledge.request->delivery_ids, (std::vector<std::string>{"a", "b"}));

  const auto token = parse_stream_frame(R"({"type":"token","request":3,"access_token":"t"})");
  ASSERT_TRUE(token.request);
  EXPECT_EQ(token.request->access_token, "t");

  ASSERT_TRUE(parse_stream_frame(R"({"type":"ping","request":0})").request);
}

TEST(StreamMessage, RefusalsKeepTheNumberWhereThereIsOne) {
  const struct {
    const char* text;
    std::optional<std::int64_t> number;
    const char* field;
  } rows[] = {
      {R"({"type":"sing","request":4})", 4, "type"},
      {R"({"type":"ping","request":5,"more":1})", 5, ""},
      {R"({"type":"send","request":6})", 6, "body"},
      {R"({"type":"send","request":7,"body":[]})", 7, "body"},
      {R"({"type":"ping"})", std::nullopt, "request"},
      {R"({"type":"ping","request":-1})", std::nullopt, "request"},
      {R"({"type":"ping","request":1.0})", std::nullopt, "request"},
      {R"({"type":"ping","request":18446744073709551615})", std::nullopt, "request"},
      {R"({"request":8})", 8, "type"},
      {R"({"type":"ping","type":"ping","request":9})", std::nullopt, ""},
      {R"([])", std::nullopt, ""},
      {"", std::nullopt, ""},
      {"{\"type\":\"ping\",\"request\":1,\"a\":\"\xff\"}", std::nullopt, ""},
  };
  for (const auto& row : rows) {
    const auto frame = parse_stream_frame(row.text);
    EXPECT_EQ(frame.number, row.number) << row.text;
    ASSERT_FALSE(frame.request) << row.text;
    EXPECT_EQ(frame.request.error().problem, Problem::malformed_request);
    EXPECT_EQ(frame.request.error().detail.at("field"), row.field) << row.text;
  }
}

TEST(StreamMessage, ADeliveryFitsToTheByteOrIsFetched) {
  const Json delivery{{"envelope", std::string(100, 'x')}};
  const auto size = deliver_frame(delivery, 10'000).text.size();
  EXPECT_FALSE(deliver_frame(delivery, size).fetch);
  const auto larger = deliver_frame(delivery, size - 1);
  EXPECT_TRUE(larger.fetch);
  EXPECT_EQ(Json::parse(larger.text), Json::parse(R"({"type":"fetch"})"));
}

TEST(StreamMessage, RepliesAreJson) {
  const auto reply = Json::parse(stream_reply(std::nullopt, api::Response{}));
  EXPECT_EQ(reply, Json::parse(R"({"type":"reply","request":null,"status":200,"body":{}})"));
  EXPECT_EQ(Json::parse(prekeys_frame(0)), Json::parse(R"({"type":"prekeys","left":0})"));
}

RC_GTEST_PROP(StreamMessage, AnyTextIsReadOrRefused, (const std::string& text)) {
  const auto frame = parse_stream_frame(text);
  if (frame.request) RC_ASSERT(frame.number == frame.request->number);
}

}  // namespace
}  // namespace smx::relay::http
