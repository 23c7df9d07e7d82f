#include "relay_outbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "failure.h"
#include "relay_directory.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;

/// Devices may change between looking and sending; more often than this is no accident.
constexpr int kAttempts = 4;

std::string delivery_id(const std::string& key, const std::string& device) {
  return fmt::format("{}:{}", key, device);
}

using Envelopes = std::map<std::string, std::map<std::string, Bytes>>;  // by user, by device

Json message_json(const std::string& key, const Envelopes& envelopes) {
  Json recipients = Json::array();
  for (const auto& [user, by_device] : envelopes) {
    Json devices = Json::array();
    for (const auto& [device, envelope] : by_device) {
      devices.push_back({{"device_id", device}, {"envelope", to_base64(envelope)}});
    }
    if (!devices.empty()) recipients.push_back({{"user_id", user}, {"devices", devices}});
  }
  return {{"idempotency_key", key}, {"recipients", recipients}};
}

/// The core need not keep the envelopes of this message any more.
void settle(Home& home, const std::string& key) {
  for (const PendingDelivery& pending : home.device().pending_deliveries()) {
    if (!pending.outgoing || !pending.id.starts_with(key + ":")) continue;
    take(home.retry([&](Device& d) { return d.acknowledge(pending.id, true); }), home.state());
  }
}

bool has_session(const Device& device, const DeviceKeys& keys) {
  const std::vector<PeerStatus> peers = device.peers();
  return std::ranges::any_of(
      peers, [&](const PeerStatus& peer) { return peer.keys == keys && peer.sessions > 0; });
}

}  // namespace

std::string peer_label(const std::string& user, const std::string& device) {
  return user + "/" + device;
}

void Outgoing::encrypt_for(const std::string& user, ByteView plaintext) {
  std::vector<DirectoryEntry> entries = devices_of(link_, user);
  std::erase_if(entries, [&](const auto& e) { return e.device == link_.account().device; });

  std::vector<std::string> strangers;
  for (const DirectoryEntry& entry : entries) {
    if (!has_session(home_.device(), entry.bundle.keys())) strangers.push_back(entry.device);
  }
  if (!strangers.empty()) {
    for (DirectoryEntry& fresh : take_bundles(link_, user, strangers)) {
      const auto entry = std::ranges::find(entries, fresh.device, &DirectoryEntry::device);
      if (entry == entries.end() || entry->bundle.keys() != fresh.bundle.keys()) continue;
      entry->bundle = std::move(fresh.bundle);
    }
  }

  std::map<std::string, Bytes>& envelopes = envelopes_[user];
  std::set<std::string> active;
  for (const DirectoryEntry& entry : entries) {
    active.insert(entry.device);
    if (envelopes.contains(entry.device)) continue;
    SendOptions options;
    options.bundle = &entry.bundle;
    const std::string id = delivery_id(key_, entry.device);
    options.delivery_id = id;
    Sent sent =
        take(home_.retry([&](Device& d) { return d.send(entry.device, plaintext, options); }),
             printable(entry.device));
    envelopes[entry.device] = std::move(sent.envelope);
  }
  std::erase_if(envelopes, [&](const auto& e) { return !active.contains(e.first); });
}

std::string Outgoing::send(const std::string& user, ByteView plaintext) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    encrypt_for(user, plaintext);
    if (user != link_.account().user) encrypt_for(link_.account().user, plaintext);
    if (envelopes_[user].empty()) {
      throw Failure(ExitCode::refused, fmt::format("{} has no active device", printable(user)));
    }
    const RelayAnswer answer = link_.ask("POST", "/v1/messages", message_json(key_, envelopes_));
    if (answer.ok()) {
      settle(home_, key_);
      return answer.body.at("message_id").get<std::string>();
    }
    if (answer.problem() != "device_mismatch") fail_with(answer, "sending");
  }
  throw Failure(ExitCode::failed, "sending: the recipient's devices change all the time");
}

Resumed resume_unsent(RelayLink& link, Home& home) {
  std::map<std::string, Envelopes> unsent;
  for (const PendingDelivery& pending : home.device().pending_deliveries()) {
    const std::size_t slash = pending.label.find('/');
    if (!pending.outgoing || slash == std::string::npos) continue;
    SendOptions options;
    options.delivery_id = pending.id;
    Sent sent = take(home.device().send(pending.label, {}, options), printable(pending.id));
    const std::string key = pending.id.substr(0, pending.id.find(':'));
    unsent[key][pending.label.substr(0, slash)][pending.label.substr(slash + 1)] =
        std::move(sent.envelope);
  }
  Resumed resumed;
  for (const auto& [key, envelopes] : unsent) {
    const RelayAnswer answer = link.ask("POST", "/v1/messages", message_json(key, envelopes));
    if (!answer.ok() && answer.problem() != "device_mismatch") fail_with(answer, "sending again");
    ++(answer.ok() ? resumed.handed_over : resumed.given_up);
    settle(home, key);
  }
  return resumed;
}

}  // namespace smx::cli
