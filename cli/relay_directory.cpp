#include "relay_directory.h"

#include <fmt/format.h>

#include <algorithm>

#include "failure.h"
#include "smx/verify.h"
#include "text.h"

namespace smx::cli {
namespace {

using Json = nlohmann::json;

[[noreturn]] void bad_answer(const std::string& what) {
  throw Failure(ExitCode::failed,
                fmt::format("relay: its answer is not of the interface: {}", what));
}

std::string text_at(const Json& json, const char* member) {
  const auto found = json.find(member);
  if (found == json.end() || !found->is_string()) bad_answer(fmt::format("{} is missing", member));
  return found->get<std::string>();
}

template <class Key>
Key key_at(const Json& json, const char* member) {
  const Bytes bytes = from_base64(text_at(json, member), fmt::format("relay: {}", member));
  Key key;
  if (bytes.size() != key.bytes.size()) bad_answer(fmt::format("{} has a wrong length", member));
  std::copy(bytes.begin(), bytes.end(), key.bytes.begin());
  return key;
}

KeyId key_id_at(const Json& json) {
  const Result<KeyId> id = KeyId::parse(as_bytes(text_at(json, "key_id")));
  if (!id) bad_answer("key_id is no key id");
  return *id;
}

const Json& object_at(const Json& json, const char* member) {
  const auto found = json.find(member);
  if (found == json.end() || !found->is_object()) bad_answer(fmt::format("{} is missing", member));
  return *found;
}

DirectoryEntry entry_of(const Json& json) {
  const Json& bundle = object_at(json, "bundle");
  const Json& prekey = object_at(bundle, "signed_prekey");
  DirectoryEntry entry{text_at(json, "device_id"),
                       {key_at<X25519PublicKey>(bundle, "identity_key"),
                        key_at<Ed25519PublicKey>(bundle, "signing_key"),
                        {key_id_at(prekey), key_at<X25519PublicKey>(prekey, "public_key"),
                         key_at<Signature>(prekey, "signature")},
                        {}}};
  if (bundle.contains("one_time_prekey")) {
    const Json& one_time = object_at(bundle, "one_time_prekey");
    entry.bundle.one_time_prekey =
        OneTimePrekey{key_id_at(one_time), key_at<X25519PublicKey>(one_time, "public_key")};
  }
  take(verify_bundle(entry.bundle), fmt::format("bundle of {}", printable(entry.device)));
  return entry;
}

std::vector<DirectoryEntry> entries_of(const Json& answer) {
  const auto devices = answer.find("devices");
  if (devices == answer.end() || !devices->is_array()) bad_answer("devices is missing");
  std::vector<DirectoryEntry> entries;
  for (const Json& device : *devices) {
    if (!device.is_object()) bad_answer("a device is no object");
    entries.push_back(entry_of(device));
  }
  return entries;
}

}  // namespace

Json bundle_json(const Bundle& bundle) {
  const SignedPrekey& prekey = bundle.signed_prekey;
  return {{"identity_key", to_base64(bundle.identity_key.view())},
          {"signing_key", to_base64(bundle.signing_key.view())},
          {"signed_prekey",
           {{"key_id", as_text(prekey.key_id.view())},
            {"public_key", to_base64(prekey.public_key.view())},
            {"signature", to_base64(prekey.signature.view())}}}};
}

Json one_time_prekey_json(const OneTimePrekey& prekey) {
  return {{"key_id", as_text(prekey.key_id.view())},
          {"public_key", to_base64(prekey.public_key.view())}};
}

std::vector<DirectoryEntry> devices_of(RelayLink& link, const std::string& user) {
  return entries_of(link.demand(fmt::format("devices of {}", printable(user)), "GET",
                                fmt::format("/v1/users/{}/devices", in_path(user))));
}

std::optional<DeviceKeys> keys_of_device(RelayLink& link, const std::string& user,
                                         const std::string& device) {
  constexpr int kNotFound = 404;
  const RelayAnswer answer = link.ask("GET", fmt::format("/v1/users/{}/devices", in_path(user)));
  if (answer.status == kNotFound) return std::nullopt;
  if (!answer.ok()) fail_with(answer, fmt::format("devices of {}", printable(user)));
  for (const Json& entry : answer.body.value("devices", Json::array())) {
    if (!entry.is_object() || entry.value("device_id", "") != device) continue;
    try {
      return entry_of(entry).bundle.keys();
    } catch (const Failure& failure) {
      if (failure.code() != ExitCode::refused) throw;
    }
  }
  return std::nullopt;
}

std::vector<DirectoryEntry> take_bundles(RelayLink& link, const std::string& user,
                                         const std::vector<std::string>& devices) {
  return entries_of(link.demand(fmt::format("prekeys of {}", printable(user)), "POST",
                                fmt::format("/v1/users/{}/bundles", in_path(user)),
                                {{"devices", devices}}));
}

std::string in_path(const std::string& identifier) {
  const bool good = !identifier.empty() && std::ranges::all_of(identifier, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
  if (!good) bad_input(printable(identifier), "is no identifier");
  return identifier;
}

std::string find_user(RelayLink& link, const std::string& name) {
  if (name.starts_with("usr_")) return in_path(name);
  const Json answer = link.demand("members", "GET", "/v1/members");
  for (const Json& member : answer.value("members", Json::array())) {
    if (member.is_object() && member.value("phone", "") == name) return text_at(member, "user_id");
  }
  bad_input("--to", fmt::format("{} is no member that you can see; give the user id (usr_...), "
                                "which smx relay members lists",
                                printable(name)));
}

}  // namespace smx::cli
