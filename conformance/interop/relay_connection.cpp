#include "relay_connection.h"

#include <fmt/format.h>

#include "base64.h"
#include "draws.h"
#include "runner/hex.h"

namespace smx::interop {

using namespace conformance;

namespace {

/// A request over the stream is at most so long; anything longer goes over HTTPS.
constexpr std::size_t kStreamBytes = 16'384;

std::string base64_of(const Json& hex) { return to_base64(from_hex(hex.get<std::string>())); }

std::string hex_of(const Json& object, const char* member) {
  const std::optional<Bytes> bytes = from_base64(object.at(member).get<std::string>());
  if (!bytes) throw LinkFault(fmt::format("{} is not canonical base64", member));
  return to_hex(*bytes);
}

std::string text_of(const Json& hex) {
  const Bytes bytes = from_hex(hex.get<std::string>());
  return {bytes.begin(), bytes.end()};
}

std::string hex_of_text(const Json& text) {
  const auto& bytes = text.get_ref<const std::string&>();
  return to_hex(Bytes(bytes.begin(), bytes.end()));
}

Json prekey_for_relay(const Json& prekey) {
  Json out{{"key_id", text_of(prekey.at("key_id"))},
           {"public_key", base64_of(prekey.at("public_key"))}};
  if (prekey.contains("signature")) out["signature"] = base64_of(prekey["signature"]);
  return out;
}

Json prekey_from_relay(const Json& prekey) {
  Json out{{"key_id", hex_of_text(prekey.at("key_id"))},
           {"public_key", hex_of(prekey, "public_key")}};
  if (prekey.contains("signature")) out["signature"] = hex_of(prekey, "signature");
  return out;
}

std::vector<std::string> strings(const Json& object, const char* member) {
  return object.value(member, std::vector<std::string>());
}

/// What the relay's interface does not allow is a fault of the relay's, not of the gate.
template <class Read>
auto read_answer(const char* what, Read read) {
  try {
    return read();
  } catch (const Json::exception& error) {
    throw LinkFault(fmt::format("{}: the relay's answer has another form: {}", what, error.what()));
  }
}

}  // namespace

Json bundle_for_relay(const Json& bundle) {
  Json out{{"identity_key", base64_of(bundle.at("identity_key"))},
           {"signing_key", base64_of(bundle.at("signing_key"))},
           {"signed_prekey", prekey_for_relay(bundle.at("signed_prekey"))}};
  if (bundle.contains("one_time_prekey")) {
    out["one_time_prekey"] = prekey_for_relay(bundle["one_time_prekey"]);
  }
  return out;
}

Json bundle_from_relay(const Json& bundle) {
  return read_answer("a bundle", [&] {
    Json out{{"identity_key", hex_of(bundle, "identity_key")},
             {"signing_key", hex_of(bundle, "signing_key")},
             {"signed_prekey", prekey_from_relay(bundle.at("signed_prekey"))}};
    if (bundle.contains("one_time_prekey") && !bundle["one_time_prekey"].is_null()) {
      out["one_time_prekey"] = prekey_from_relay(bundle["one_time_prekey"]);
    }
    return out;
  });
}

Json prekeys_for_relay(const Json& one_time_prekeys) {
  Json out = Json::array();
  for (const Json& prekey : one_time_prekeys) out.push_back(prekey_for_relay(prekey));
  return out;
}

RelayConnection::RelayConnection(std::unique_ptr<RelayClient> client, Address address,
                                 bool administrator, KnownCiphertexts& known,
                                 std::function<void()> leave)
    : client_(std::move(client)),
      address_(std::move(address)),
      administrator_(administrator),
      known_(known),
      leave_(std::move(leave)),
      run_(fresh_seed()) {}

RelayConnection::~RelayConnection() {
  stream_.reset();
  leave_();
}

std::vector<std::string> RelayConnection::devices_of(const std::string& user_id) {
  const Json answer = client_->demand("GET", fmt::format("/v1/users/{}/devices", user_id));
  return read_answer("devices", [&] {
    std::vector<std::string> ids;
    for (const Json& device : answer.at("devices")) {
      ids.push_back(device.at("device_id").get<std::string>());
    }
    return ids;
  });
}

std::vector<DeviceBundle> RelayConnection::take_bundles(const std::string& user_id,
                                                        const std::vector<std::string>& devices) {
  const Json answer =
      client_->demand("POST", fmt::format("/v1/users/{}/bundles", user_id), {{"devices", devices}});
  return read_answer("bundles", [&] {
    std::vector<DeviceBundle> bundles;
    for (const Json& device : answer.at("devices")) {
      bundles.push_back(
          {device.at("device_id").get<std::string>(), bundle_from_relay(device.at("bundle"))});
    }
    return bundles;
  });
}

std::size_t RelayConnection::publish(const Json& one_time_prekeys) {
  const Json answer = client_->demand("POST", "/v1/keys/one-time-prekeys",
                                      {{"one_time_prekeys", prekeys_for_relay(one_time_prekeys)}});
  return read_answer("prekeys", [&] { return answer.at("one_time_prekeys").get<std::size_t>(); });
}

std::size_t RelayConnection::prekeys_left() {
  const Json answer = client_->demand("GET", "/v1/keys");
  return read_answer("keys", [&] { return answer.at("one_time_prekeys").get<std::size_t>(); });
}

void RelayConnection::revoke(const std::string& device_id) {
  client_->demand("POST", fmt::format("/v1/devices/{}/revoke", device_id), Json::object());
}

WebSocket& RelayConnection::stream() {
  if (!stream_) {
    client_->transcript().add(client_->who(), "relay", "note", "opens the stream");
    stream_ =
        std::make_unique<WebSocket>(client_->peer(), "/v1/stream",
                                    Headers{{"authorization", "Bearer " + client_->access_token()}},
                                    Deadline(client_->times().timeout));
    given_.clear();
    inbox_.clear();
  }
  return *stream_;
}

Delivery RelayConnection::delivery_of(const Json& json) {
  return read_answer("a delivery", [&] {
    Delivery delivery;
    delivery.id = json.at("delivery_id").get<std::string>();
    delivery.sequence = json.at("sequence").get<std::uint64_t>();
    const Json& sender = json.at("sender");
    delivery.sender = {sender.at("user_id").get<std::string>(),
                       sender.at("device_id").get<std::string>()};
    delivery.sender_keys = {{"identity_key", hex_of(sender, "identity_key")},
                            {"signing_key", hex_of(sender, "signing_key")}};
    delivery.envelope = hex_of(json, "envelope");
    known_.delivered.push_back(json.at("envelope").get<std::string>());
    return delivery;
  });
}

void RelayConnection::take_fetched() {
  for (Delivery& delivery : queued()) {
    if (given_.insert(delivery.id).second) inbox_.push_back(std::move(delivery));
  }
}

bool RelayConnection::take_message(const std::string& text, std::uint64_t request,
                                   RelayAnswer& reply) {
  const Json json = read_answer("the stream", [&] { return Json::parse(text); });
  client_->transcript().add(client_->who(), "relay", "reply", without_tokens(json));
  return read_answer("the stream", [&] {
    const auto type = json.at("type").get<std::string>();
    if (type == "deliver") {
      Delivery delivery = delivery_of(json.at("delivery"));
      if (given_.insert(delivery.id).second) inbox_.push_back(std::move(delivery));
    } else if (type == "fetch") {
      take_fetched();
    } else if (type == "reply" && json.at("request") == request) {
      reply = {json.at("status").get<int>(), json.value("body", Json())};
      return true;
    } else if (type != "prekeys" && type != "reply") {
      throw LinkFault(fmt::format("the stream brought a message of unknown type {}", type));
    }
    return false;
  });
}

RelayAnswer RelayConnection::ask_stream(const Json& request) {
  const Deadline patience(client_->times().patience);
  while (true) {
    Json numbered = request;
    const std::uint64_t number = ++requests_;
    numbered["request"] = number;
    WebSocket& socket = stream();
    const Deadline deadline(client_->times().timeout);
    client_->transcript().add(client_->who(), "relay", "request", numbered);
    socket.send(numbered.dump(), deadline);
    RelayAnswer reply;
    while (true) {
      const std::optional<std::string> text = socket.receive(deadline);
      if (!text) throw LinkFault("the stream brought no reply in time");
      if (take_message(*text, number, reply)) break;
    }
    if (reply.code() != "rate_limited") return reply;
    wait_as_told(reply, patience);
  }
}

SendResult RelayConnection::send(const std::vector<Outgoing>& envelopes) {
  std::map<std::string, Json> by_user;
  for (const Outgoing& outgoing : envelopes) {
    const std::string envelope = to_base64(from_hex(outgoing.envelope));
    by_user.try_emplace(outgoing.to.user_id, Json::array())
        .first->second.push_back({{"device_id", outgoing.to.device_id}, {"envelope", envelope}});
  }
  Json recipients = Json::array();
  for (const auto& [user, devices] : by_user) {
    recipients.push_back({{"user_id", user}, {"devices", devices}});
  }
  const Json body{{"idempotency_key", fmt::format("{}-{}", run_, ++messages_)},
                  {"recipients", recipients}};
  const Json request{{"type", "send"}, {"request", requests_ + 1}, {"body", body}};
  // With room for a longer request number.
  const bool fits = request.dump().size() + 20 <= kStreamBytes;
  const RelayAnswer answer = fits ? ask_stream({{"type", "send"}, {"body", body}})
                                  : client_->ask("POST", "/v1/messages", body);
  return read_answer("a message's answer", [&] {
    SendResult result;
    if (answer.ok()) {
      result.accepted = true;
      for (const Json& delivery : answer.body.at("deliveries")) {
        result.delivery_ids[delivery.at("device_id").get<std::string>()] =
            delivery.at("delivery_id").get<std::string>();
      }
      for (const Json& recipient : recipients) {
        for (const Json& device : recipient.at("devices")) {
          known_.sent.push_back(device.at("envelope").get<std::string>());
        }
      }
    } else if (answer.code() == "device_mismatch") {
      for (const Json& user : answer.body.at("error").at("detail").at("users")) {
        result.mismatches[user.at("user_id").get<std::string>()] = {
            strings(user, "missing"), strings(user, "extra"), strings(user, "stale")};
      }
    } else {
      throw LinkFault(fmt::format("{}: a message was refused: status {} {}", client_->who(),
                                  answer.status, answer.body.dump()));
    }
    return result;
  });
}

std::vector<Delivery> RelayConnection::collect(std::size_t count) {
  const Deadline deadline(client_->times().timeout);
  RelayAnswer unused;
  WebSocket& socket = stream();
  while (inbox_.size() < count) {
    const std::optional<std::string> text = socket.receive(deadline);
    if (!text) {
      throw LinkFault(fmt::format("{}: {} of {} deliveries came in time", client_->who(),
                                  inbox_.size(), count));
    }
    take_message(*text, 0, unused);
  }
  std::vector<Delivery> taken(
      std::make_move_iterator(inbox_.begin()),
      std::make_move_iterator(inbox_.begin() + static_cast<std::ptrdiff_t>(count)));
  inbox_.erase(inbox_.begin(), inbox_.begin() + static_cast<std::ptrdiff_t>(count));
  return taken;
}

std::vector<Delivery> RelayConnection::queued() {
  const Json answer = client_->demand("GET", "/v1/messages");
  return read_answer("deliveries", [&] {
    std::vector<Delivery> deliveries;
    for (const Json& delivery : answer.at("deliveries")) {
      deliveries.push_back(delivery_of(delivery));
    }
    return deliveries;
  });
}

void RelayConnection::acknowledge(const std::vector<std::string>& delivery_ids) {
  const RelayAnswer answer = ask_stream({{"type", "acknowledge"}, {"delivery_ids", delivery_ids}});
  if (!answer.ok()) {
    throw LinkFault(fmt::format("{}: an acknowledgement was refused: status {} {}", client_->who(),
                                answer.status, answer.body.dump()));
  }
}

void RelayConnection::drop() {
  client_->transcript().add(client_->who(), "relay", "note", "loses the stream");
  if (stream_) stream_->cut();
  stream_.reset();
  inbox_.clear();
  given_.clear();
}

}  // namespace smx::interop
