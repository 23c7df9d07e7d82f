#include "http/stream_message.h"

#include <limits>
#include <utility>

#include "api/json_fields.h"
#include "api/json_text.h"

namespace smx::relay::http {
namespace {

using Json = nlohmann::json;

constexpr api::Bounds kNumber{0, std::numeric_limits<std::int64_t>::max()};
constexpr api::Bounds kToken{1, 4096};
constexpr api::Bounds kType{1, 32};

/// Takes the body out of the frame.
Outcome<StreamRequest> read(Json& frame) {
  api::JsonFields fields(frame);
  StreamRequest request;
  const std::string type = fields.text("type", kType);
  request.number = fields.integer("request", kNumber);
  if (type == "send") {
    request.verb = StreamVerb::send;
    static_cast<void>(fields.object("body"));
  } else if (type == "acknowledge") {
    request.verb = StreamVerb::acknowledge;
    // What is in the array is read where it is used.
    const Json& ids = fields.array("delivery_ids", {0, 1'000'000});
    for (const Json& id : ids) {
      if (id.is_string()) request.delivery_ids.push_back(id.get<std::string>());
    }
  } else if (type == "token") {
    request.verb = StreamVerb::token;
    request.access_token = fields.text("access_token", kToken);
  } else if (type == "ping") {
    request.verb = StreamVerb::ping;
  } else {
    fields.refuse_field("type", "unknown");
  }
  if (auto done = fields.finish(); !done) return std::unexpected(done.error());
  if (request.verb == StreamVerb::send) {
    request.body = std::make_shared<const Json>(std::move(frame["body"]));
  } else if (request.verb == StreamVerb::acknowledge) {
    request.body = std::make_shared<const Json>(
        Json::object_t{{"delivery_ids", std::move(frame["delivery_ids"])}});
  }
  return request;
}

std::optional<std::int64_t> number_of(const Json& frame) {
  const auto member = frame.find("request");
  if (member == frame.end() || !member->is_number_integer()) return std::nullopt;
  if (member->is_number_unsigned() &&
      std::cmp_greater(member->get<std::uint64_t>(), kNumber.most)) {
    return std::nullopt;
  }
  const auto number = member->get<std::int64_t>();
  return number < 0 ? std::nullopt : std::optional(number);
}

}  // namespace

StreamFrame parse_stream_frame(std::string_view text) {
  auto frame = api::parse_object(text);
  if (!frame) return {std::nullopt, std::unexpected(frame.error())};
  const auto number = number_of(*frame);
  return {number, read(*frame)};
}

std::string stream_reply(std::optional<std::int64_t> number, const api::Response& response) {
  std::string text = R"({"type":"reply","request":)";
  text += number ? std::to_string(*number) : "null";
  text += R"(,"status":)";
  text += std::to_string(response.status);
  text += R"(,"body":)";
  text += response.body.dump();
  text += '}';
  return text;
}

DeliverFrame deliver_frame(const Json& delivery, std::size_t most) {
  std::string text = R"({"type":"deliver","delivery":)" + delivery.dump() + '}';
  if (text.size() <= most) return {std::move(text), false};
  return {R"({"type":"fetch"})", true};
}

std::string prekeys_frame(std::int64_t left) {
  return R"({"type":"prekeys","left":)" + std::to_string(left) + '}';
}

}  // namespace smx::relay::http
