#include "relay_outbox.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "failure.h"
#include "random_id.h"
#include "relay_directory.h"
#include "sent_already.h"
#include "smx/limits.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;
using Envelopes = std::map<std::string, std::map<std::string, Bytes>>;  // by user, by device

/// Devices may change between looking and sending; more often than this is no accident.
constexpr int kAttempts = 4;
constexpr std::size_t kDeviceIdSize = 36;  // "dev_" and 32 hex digits
static_assert(kMaxMessageKey + 1 + kDeviceIdSize == limits::kMaxDeliveryIdSize);

constexpr const char* kKept =
    "; the message is kept and goes out with the next smx relay send or receive: do not write it "
    "again";

std::string delivery_id(const std::string& key, const std::string& device) {
  return fmt::format("{}:{}", key, device);
}

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

/// A refusal that the same request would meet again: keeping the message is of no use.
bool is_final(const RelayAnswer& answer) {
  switch (answer.status) {
    case 401:  // the session, not the message
    case 403:  // our device waits for approval
    case 429:  // later
      return false;
    default:
      return answer.status >= 400 && answer.status < 500;
  }
}

/// Leaves out the devices that are gone. False when others have come.
bool leave_out_gone(Envelopes& envelopes, const Json& body) {
  const Json detail = body["error"].value("detail", Json::object());
  for (const Json& user : detail.value("users", Json::array())) {
    if (!user.value("missing", Json::array()).empty()) return false;
    for (const char* list : {"extra", "stale"}) {
      for (const Json& device : user.value(list, Json::array())) {
        envelopes[user.at("user_id").get<std::string>()].erase(device.get<std::string>());
      }
    }
  }
  return std::ranges::any_of(envelopes, [](const auto& e) { return !e.second.empty(); });
}

bool has_session(const Device& device, const DeviceKeys& keys) {
  const std::vector<PeerStatus> peers = device.peers();
  return std::ranges::any_of(
      peers, [&](const PeerStatus& peer) { return peer.keys == keys && peer.sessions > 0; });
}

/// A relay cannot give a device other keys: a device that makes new ones is a new device.
void require_known_keys(const Device& device, const std::string& label, const DeviceKeys& keys) {
  const auto known = device.keys_of(label);
  if (!known || *known == keys) return;
  throw Failure(ExitCode::refused,
                fmt::format("{}: THE RELAY NAMES OTHER KEYS THAN BEFORE for this device: nothing "
                            "was sent to it",
                            printable(label)));
}

}  // namespace

std::string new_message_key() { return random_id().substr(0, 24); }

void require_message_key(const std::string& key) {
  const bool good =
      !key.empty() && key.size() <= kMaxMessageKey && std::ranges::all_of(key, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '.' || c == '_' || c == '-';
      });
  if (!good) {
    bad_input("--id",
              fmt::format("is not 1 to {} letters, digits, '.', '_' or '-'", kMaxMessageKey));
  }
}

std::string peer_label(const std::string& user, const std::string& device) {
  return user + "/" + device;
}

Outgoing::Entries Outgoing::look_up(const std::string& user) {
  Entries entries = devices_of(link_, user);
  std::erase_if(entries, [&](const auto& e) { return e.device == link_.account().device; });

  std::vector<std::string> strangers;
  for (const DirectoryEntry& entry : entries) {
    require_known_keys(home_.device(), peer_label(user, entry.device), entry.bundle.keys());
    if (!has_session(home_.device(), entry.bundle.keys())) strangers.push_back(entry.device);
  }
  if (!strangers.empty()) {
    for (const DirectoryEntry& fresh : take_bundles(link_, user, strangers)) {
      const auto entry = std::ranges::find(entries, fresh.device, &DirectoryEntry::device);
      if (entry == entries.end() || entry->bundle.keys() != fresh.bundle.keys()) continue;
      entry->bundle = fresh.bundle;
    }
  }
  return entries;
}

void Outgoing::encrypt_for(const std::string& user, const Entries& entries, ByteView plaintext) {
  std::map<std::string, Bytes>& envelopes = envelopes_[user];
  std::set<std::string> active;
  for (const DirectoryEntry& entry : entries) {
    active.insert(entry.device);
    if (envelopes.contains(entry.device)) continue;
    const std::string label = peer_label(user, entry.device);
    if (!home_.device().keys_of(label)) {
      first_contacts_.push_back({entry.device, entry.bundle.keys()});
    }
    SendOptions options;
    options.bundle = &entry.bundle;
    const std::string id = delivery_id(key_, entry.device);
    options.delivery_id = id;
    Sent sent = take(home_.retry([&](Device& d) { return d.send(label, plaintext, options); }),
                     printable(entry.device));
    envelopes[entry.device] = std::move(sent.envelope);
  }
  std::erase_if(envelopes, [&](const auto& e) { return !active.contains(e.first); });
}

RelayAnswer Outgoing::hand_over() {
  try {
    return link_.ask("POST", "/v1/messages", message_json(key_, envelopes_));
  } catch (const Failure& failure) {
    throw Failure(failure.code(), failure.what() + std::string(kKept));
  }
}

bool Outgoing::sent_before(const std::string& user) {
  const std::vector<std::string>& given_up = link_.account().given_up;
  if (std::ranges::find(given_up, key_) != given_up.end()) {
    throw Failure(ExitCode::refused,
                  fmt::format("message {} was given up and never sent: choose another --id", key_));
  }
  const Entries entries = devices_of(link_, user);
  return std::ranges::any_of(entries, [&](const DirectoryEntry& entry) {
    return sent_already(home_.device(), peer_label(user, entry.device),
                        delivery_id(key_, entry.device));
  });
}

void Outgoing::give_up() {
  link_.note_given_up(key_);
  settle(home_, key_);
}

Handed Outgoing::send(const std::string& user, ByteView plaintext) {
  const std::string& self = link_.account().user;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    // All is looked up first: what fails here leaves nothing half encrypted.
    const Entries theirs = look_up(user);
    const Entries ours = user == self ? Entries() : look_up(self);
    if (theirs.empty()) {
      throw Failure(ExitCode::refused, fmt::format("{} has no {}active device", printable(user),
                                                   user == self ? "other " : ""));
    }
    encrypt_for(user, theirs, plaintext);
    if (user != self) encrypt_for(self, ours, plaintext);
    const RelayAnswer answer = hand_over();
    if (answer.ok()) {
      settle(home_, key_);
      std::size_t devices = 0;
      for (const auto& [name, by_device] : envelopes_) devices += by_device.size();
      return {.message = answer.body.at("message_id").get<std::string>(),
              .repeated = answer.body.value("repeated", false),
              .devices = devices,
              .first_contacts = std::move(first_contacts_)};
    }
    if (answer.problem() == "device_mismatch") continue;
    if (!is_final(answer)) fail_with(answer, "sending", kKept);
    give_up();
    fail_with(answer, "sending");
  }
  give_up();
  throw Failure(ExitCode::failed, "sending: the recipient's devices change all the time");
}

Resumed resume_unsent(RelayLink& link, Home& home) {
  std::map<std::string, Envelopes> unsent;
  for (const PendingDelivery& pending : home.device().pending_deliveries()) {
    const std::size_t slash = pending.label.find('/');
    const std::size_t colon = pending.id.find(':');
    if (!pending.outgoing || slash == std::string::npos || colon == std::string::npos) continue;
    SendOptions options;
    options.delivery_id = pending.id;
    Sent sent = take(home.device().send(pending.label, {}, options), printable(pending.id));
    unsent[pending.id.substr(0, colon)][pending.label.substr(0, slash)]
          [pending.label.substr(slash + 1)] = std::move(sent.envelope);
  }
  Resumed resumed;
  for (auto& [key, envelopes] : unsent) {
    RelayAnswer answer = link.ask("POST", "/v1/messages", message_json(key, envelopes));
    if (answer.problem() == "device_mismatch" && leave_out_gone(envelopes, answer.body)) {
      answer = link.ask("POST", "/v1/messages", message_json(key, envelopes));
    }
    if (answer.ok()) {
      resumed.handed_over[key] = answer.body.at("message_id").get<std::string>();
    } else if (is_final(answer)) {
      resumed.given_up.push_back(answer.reason());
      link.note_given_up(key);
    } else {
      resumed.waiting.push_back(answer.reason());
      continue;
    }
    settle(home, key);
  }
  return resumed;
}

}  // namespace smx::cli
