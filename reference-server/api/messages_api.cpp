#include "api/messages_api.h"

#include "api/base64.h"
#include "api/identifiers.h"
#include "api/json_response.h"
#include "api/json_text.h"
#include "api/query.h"
#include "smx/limits.h"

namespace smx::relay::api {
namespace {

/// More than any policy lets through, so that a body's size alone decides until the policy does.
constexpr std::int64_t kMany = 100'000;
constexpr std::int64_t kEnvelopeText = (limits::kMaxSmx1Size + 2) / 3 * 4;
constexpr std::int64_t kLongestWait = 30;
constexpr std::int64_t kMostAcknowledged = 1000;
/// The largest integer that every JSON reader keeps exactly.
constexpr std::int64_t kMostSequence = (std::int64_t{1} << 53) - 1;

Outcome<DeviceEnvelope> read_device(const nlohmann::json& object, const std::string& place) {
  JsonFields fields(object, place);
  DeviceEnvelope device{.device = read_id<DeviceId>(fields, "device_id"), .envelope = {}};
  const std::string text = fields.text("envelope", {1, kEnvelopeText});
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  auto envelope = decode_base64(text);
  if (!envelope) return std::unexpected(malformed(fields.place("envelope"), "not_base64"));
  device.envelope = std::move(*envelope);
  return device;
}

Outcome<Recipient> read_recipient(const nlohmann::json& object, const std::string& place) {
  JsonFields fields(object, place);
  Recipient recipient{.user = read_id<UserId>(fields, "user_id"), .devices = {}};
  const nlohmann::json& devices = fields.array("devices", {0, kMany});
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  for (std::size_t i = 0; i < devices.size(); ++i) {
    auto device = read_device(devices[i], fields.place("devices", i));
    if (!device) return std::unexpected(device.error());
    recipient.devices.push_back(std::move(*device));
  }
  return recipient;
}

Outcome<Outgoing> read_outgoing(const nlohmann::json& body) {
  JsonFields fields(body);
  Outgoing outgoing{.idempotency_key = fields.text("idempotency_key", {1, 64}), .recipients = {}};
  const nlohmann::json& recipients = fields.array("recipients", {1, kMany});
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  for (std::size_t i = 0; i < recipients.size(); ++i) {
    auto recipient = read_recipient(recipients[i], fields.place("recipients", i));
    if (!recipient) return std::unexpected(recipient.error());
    outgoing.recipients.push_back(std::move(*recipient));
  }
  return outgoing;
}

Outcome<Response> post_message(Context& context, const Caller* caller, const Request& request,
                               const PathValues&) {
  const auto body = body_of(request);
  if (!body) return std::unexpected(body.error());
  auto outgoing = read_outgoing(**body);
  if (!outgoing) return std::unexpected(outgoing.error());
  const auto sent = send_message(context, *caller, std::move(*outgoing));
  if (!sent) return std::unexpected(sent.error());
  nlohmann::json deliveries = nlohmann::json::array();
  for (const Receipt& receipt : sent->deliveries) {
    deliveries.push_back(
        {{"device_id", receipt.device.text()}, {"delivery_id", receipt.delivery.text()}});
  }
  return json_response({{"message_id", sent->message.text()},
                        {"stored_at", sent->stored_at.seconds()},
                        {"repeated", sent->repeated},
                        {"deliveries", std::move(deliveries)}});
}

Outcome<Response> get_messages(Context& context, const Caller* caller, const Request& request,
                               const PathValues&) {
  if (auto known = check_query(request, {"wait", "after", "limit"}); !known) {
    return std::unexpected(known.error());
  }
  const auto most = static_cast<std::int64_t>(context.policy.deliveries_per_fetch);
  const auto wait = query_integer(request, "wait", {0, kLongestWait});
  const auto after = query_integer(request, "after", {0, kMostSequence});
  const auto limit = query_integer(request, "limit", {1, most});
  for (const auto* parameter : {&wait, &after, &limit}) {
    if (!*parameter) return std::unexpected(parameter->error());
  }
  const Fetched fetched = fetch_deliveries(context, *caller, after->value_or(0),
                                           static_cast<std::size_t>(limit->value_or(most)));
  nlohmann::json deliveries = nlohmann::json::array();
  for (const Delivery& delivery : fetched.deliveries) deliveries.push_back(delivery_json(delivery));
  return json_response({{"deliveries", std::move(deliveries)}, {"more", fetched.more}});
}

Outcome<Response> post_acknowledge(Context& context, const Caller* caller, const Request& request,
                                   const PathValues&) {
  const auto body = body_of(request);
  if (!body) return std::unexpected(body.error());
  JsonFields fields(**body);
  const auto deliveries = read_ids<DeliveryId>(fields, "delivery_ids", {0, kMostAcknowledged});
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  return json_response({{"acknowledged", acknowledge_deliveries(context, *caller, deliveries)}});
}

}  // namespace

nlohmann::json delivery_json(const Delivery& delivery) {
  return {{"delivery_id", delivery.id.text()},
          {"sequence", delivery.sequence},
          {"message_id", delivery.message.text()},
          {"sender",
           {{"user_id", delivery.sender.text()},
            {"device_id", delivery.sender_device.text()},
            {"identity_key", encode_base64(delivery.sender_keys.identity_key.view())},
            {"signing_key", encode_base64(delivery.sender_keys.signing_key.view())}}},
          {"sent_at", delivery.sent_at.seconds()},
          {"envelope", encode_base64(delivery.envelope)}};
}

std::vector<Route> messages_routes() {
  return {
      {Method::post, "/v1/messages", Access::device, post_message},
      {Method::get, "/v1/messages", Access::device, get_messages},
      {Method::post, "/v1/messages/acknowledge", Access::device, post_acknowledge},
  };
}

}  // namespace smx::relay::api
