#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "api/base64.h"
#include "api/json_fields.h"
#include "smx/bundle.h"

/// Keys and bundles in bodies (docs/relay-api.md, "Conventions"). The readers give nothing when
/// `fields` has refused something; of an object they read all members, so that its finish() tells
/// of unknown ones.
namespace smx::relay::api {

/// Bytes of exactly this size, as base64.
[[nodiscard]] std::optional<Bytes> read_bytes(JsonFields& fields, std::string_view name,
                                              std::size_t size);

/// Key is a PublicBytes of smx/keys.h.
template <class Key>
[[nodiscard]] std::optional<Key> read_key(JsonFields& fields, std::string_view name) {
  const auto bytes = read_bytes(fields, name, Key::kSize);
  if (!bytes) return std::nullopt;
  Key key;
  std::ranges::copy(*bytes, key.bytes.begin());
  return key;
}

[[nodiscard]] std::optional<KeyId> read_key_id(JsonFields& fields, std::string_view name);

/// key_id, public_key, signature.
[[nodiscard]] std::optional<SignedPrekey> read_signed_prekey(JsonFields& fields);

/// key_id, public_key.
[[nodiscard]] std::optional<OneTimePrekey> read_one_time_prekey(JsonFields& fields);

/// identity_key, signing_key, signed_prekey: a bundle without a one-time prekey. Refuses unknown
/// members of signed_prekey itself.
[[nodiscard]] Outcome<Bundle> read_bundle(const nlohmann::json& object, const std::string& place);

[[nodiscard]] nlohmann::json bundle_json(const Bundle& bundle);

}  // namespace smx::relay::api
