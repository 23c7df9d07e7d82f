#include "api/key_fields.h"

#include <algorithm>
#include <string>

namespace smx::relay::api {
namespace {

std::string text_of(const KeyId& id) { return {id.view().begin(), id.view().end()}; }

}  // namespace

std::optional<Bytes> read_bytes(JsonFields& fields, std::string_view name, std::size_t size) {
  const auto length = static_cast<std::int64_t>((size + 2) / 3 * 4);
  const std::string text = fields.text(name, {length, length});
  if (fields.failed()) return std::nullopt;
  auto bytes = decode_base64(text);
  if (!bytes || bytes->size() != size) {
    fields.refuse_field(name, "not_base64");
    return std::nullopt;
  }
  return bytes;
}

std::optional<KeyId> read_key_id(JsonFields& fields, std::string_view name) {
  const std::string text = fields.text(name, {limits::kMinKeyIdSize, limits::kMaxKeyIdSize});
  if (fields.failed()) return std::nullopt;
  const auto id = KeyId::parse({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  if (!id) {
    fields.refuse_field(name, "not_a_key_id");
    return std::nullopt;
  }
  return *id;
}

std::optional<SignedPrekey> read_signed_prekey(JsonFields& fields) {
  const auto id = read_key_id(fields, "key_id");
  const auto key = read_key<X25519PublicKey>(fields, "public_key");
  const auto signature = read_key<Signature>(fields, "signature");
  if (!id || !key || !signature) return std::nullopt;
  return SignedPrekey{*id, *key, *signature};
}

std::optional<OneTimePrekey> read_one_time_prekey(JsonFields& fields) {
  const auto id = read_key_id(fields, "key_id");
  const auto key = read_key<X25519PublicKey>(fields, "public_key");
  if (!id || !key) return std::nullopt;
  return OneTimePrekey{*id, *key};
}

Outcome<Bundle> read_bundle(const nlohmann::json& object, const std::string& place) {
  JsonFields fields(object, place);
  const auto identity_key = read_key<X25519PublicKey>(fields, "identity_key");
  const auto signing_key = read_key<Ed25519PublicKey>(fields, "signing_key");
  const nlohmann::json& prekey_object = fields.object("signed_prekey");
  if (auto read = fields.finish(); !read) return std::unexpected(read.error());
  JsonFields prekey_fields(prekey_object, fields.place("signed_prekey"));
  const auto prekey = read_signed_prekey(prekey_fields);
  if (auto read = prekey_fields.finish(); !read) return std::unexpected(read.error());
  return Bundle{*identity_key, *signing_key, *prekey, std::nullopt};
}

nlohmann::json bundle_json(const Bundle& bundle) {
  nlohmann::json object = {{"identity_key", encode_base64(bundle.identity_key.view())},
                           {"signing_key", encode_base64(bundle.signing_key.view())},
                           {"signed_prekey",
                            {{"key_id", text_of(bundle.signed_prekey.key_id)},
                             {"public_key", encode_base64(bundle.signed_prekey.public_key.view())},
                             {"signature", encode_base64(bundle.signed_prekey.signature.view())}}}};
  if (bundle.one_time_prekey) {
    object["one_time_prekey"] = {
        {"key_id", text_of(bundle.one_time_prekey->key_id)},
        {"public_key", encode_base64(bundle.one_time_prekey->public_key.view())}};
  }
  return object;
}

}  // namespace smx::relay::api
