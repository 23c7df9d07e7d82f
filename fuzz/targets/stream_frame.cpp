// Invariant: a text frame of a stream is read or refused, never anything else. What was read has
// the members of its kind and no other, and what it asks for is what the frame says; a refused one
// keeps its number, where it has one. The relay's own frames are JSON that says what it was given.
//
// Input: the frame.
#include <string>

#include "api/json_text.h"
#include "auth/strict_json.h"
#include "http/stream_message.h"
#include "reference/json.h"
#include "support/target.h"

namespace smx::fuzz {
namespace {

using Json = nlohmann::json;
using relay::http::StreamFrame;
using relay::http::StreamRequest;
using relay::http::StreamVerb;

void of_its_kind(const Json& frame, const StreamRequest& request) {
  const auto type = frame.at("type").get<std::string>();
  const Json body = request.body == nullptr ? Json() : *request.body;
  require(frame.at("request") == request.number, "the number is the frame's");
  switch (request.verb) {
    case StreamVerb::send:
      require(type == "send" && frame.size() == 3 && body == frame.at("body"),
              "what is sent is the frame's body");
      break;
    case StreamVerb::acknowledge: {
      require(type == "acknowledge" && frame.size() == 3 &&
                  body == Json{{"delivery_ids", frame.at("delivery_ids")}},
              "what is acknowledged is in the frame");
      Json texts = Json::array();
      for (const Json& id : frame.at("delivery_ids")) {
        if (id.is_string()) texts.push_back(id);
      }
      require(texts == Json(request.delivery_ids), "identifiers are the texts among them");
      break;
    }
    case StreamVerb::token:
      require(type == "token" && frame.size() == 3 &&
                  frame.at("access_token") == request.access_token && body.is_null(),
              "a token is the frame's");
      break;
    case StreamVerb::ping:
      require(type == "ping" && frame.size() == 2 && body.is_null(), "a ping says nothing more");
      break;
  }
}

void own_frames(const Json& content, std::optional<std::int64_t> number) {
  relay::api::Response response;
  response.status = 422;
  response.body = content;
  const Json reply = Json::parse(relay::http::stream_reply(number, response));
  require(reply.at("type") == "reply" && reply.at("status") == 422 && reply.at("body") == content &&
              reply.at("request") == (number ? Json(*number) : Json()),
          "a reply says what it was given");
  constexpr std::size_t kMost = 120;
  const auto deliver = relay::http::deliver_frame(content, kMost);
  require(deliver.text.size() <= kMost, "a frame is within its bound");
  const Json said = Json::parse(deliver.text);
  require(deliver.fetch ? said == Json{{"type", "fetch"}}
                        : said == Json{{"type", "deliver"}, {"delivery", content}},
          "a delivery is whole, or to be fetched");
  if (number) {
    require(Json::parse(relay::http::prekeys_frame(*number)).at("left") == *number,
            "a stock is told");
  }
}

}  // namespace
}  // namespace smx::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace smx::fuzz;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const StreamFrame frame = smx::relay::http::parse_stream_frame(text);
  if (!is_strict_object(text, smx::relay::auth::kJsonDepth)) {
    require(!frame.request && !frame.number, "what is no frame is refused and has no number");
    return 0;
  }
  const Json content = Json::parse(text);
  const bool numbered = content.contains("request") && content["request"].is_number_integer() &&
                        content["request"] >= 0 &&
                        content["request"] <= std::numeric_limits<std::int64_t>::max();
  require(frame.number.has_value() == numbered, "a number is found where there is one");
  require(!numbered || content["request"] == *frame.number, "the number is the frame's");
  if (frame.request) {
    of_its_kind(content, *frame.request);
  } else {
    require(frame.request.error().problem == smx::relay::Problem::malformed_request,
            "a refusal is one");
  }
  own_frames(content, frame.number);
  return 0;
}
