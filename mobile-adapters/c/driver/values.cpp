#include "values.h"

#include <algorithm>

namespace smx_c_driver {

void must(smx_status status) {
  if (status == SMX_OK) return;
  if (status <= SMX_RESTART_LIMITED) throw Rejected{status};
  if (status == SMX_RANDOM_FAILED)
    throw RequestFault("random lacks a field of the right size that the op drew");
  throw RequestFault(std::string(smx_status_name(status)) + ": " + smx_status_description(status));
}

void fill(std::span<std::uint8_t> out, const Bytes& bytes) {
  if (bytes.size() != out.size()) throw Rejected{SMX_MALFORMED};
  std::ranges::copy(bytes, out.begin());
}

RawPrekey read_prekey(const Members& members) {
  members.allow_only({"key_id", "private_key"});
  return {members.bytes("key_id"), members.bytes("private_key")};
}

std::vector<RawPrekey> read_prekeys(const Members& parent, const char* name) {
  std::vector<RawPrekey> out;
  for (const Members& members : parent.objects(name)) out.push_back(read_prekey(members));
  return out;
}

smx_testing_prekey prekey_of(const RawPrekey& raw) {
  smx_testing_prekey out{};
  out.key_id = key_id_of(raw.key_id);
  fill(out.private_key, raw.private_key);
  return out;
}

std::vector<smx_testing_prekey> prekeys_of(const std::vector<RawPrekey>& raw) {
  std::vector<smx_testing_prekey> out;
  for (const RawPrekey& prekey : raw) out.push_back(prekey_of(prekey));
  return out;
}

RawKeys read_keys(const Members& members) {
  members.allow_only({"identity_key", "signing_key"});
  return {members.bytes("identity_key"), members.bytes("signing_key")};
}

smx_device_keys keys_of(const RawKeys& raw) {
  smx_device_keys out{};
  fill(out.identity_key, raw.identity_key);
  fill(out.signing_key, raw.signing_key);
  return out;
}

RawBundle read_bundle(const Members& members) {
  members.allow_only({"identity_key", "signing_key", "signed_prekey", "one_time_prekey"});
  RawBundle out;
  out.keys = {members.bytes("identity_key"), members.bytes("signing_key")};
  const Members signed_prekey = members.object("signed_prekey");
  signed_prekey.allow_only({"key_id", "public_key", "signature"});
  out.spk_key_id = signed_prekey.bytes("key_id");
  out.spk_public_key = signed_prekey.bytes("public_key");
  out.spk_signature = signed_prekey.bytes("signature");
  out.has_one_time_prekey = members.has("one_time_prekey");
  if (out.has_one_time_prekey) {
    const Members one_time_prekey = members.object("one_time_prekey");
    one_time_prekey.allow_only({"key_id", "public_key"});
    out.opk_key_id = one_time_prekey.bytes("key_id");
    out.opk_public_key = one_time_prekey.bytes("public_key");
  }
  return out;
}

smx_bundle bundle_of(const RawBundle& raw) {
  smx_bundle out{};
  out.keys = keys_of(raw.keys);
  fill(out.signed_prekey.public_key, raw.spk_public_key);
  fill(out.signed_prekey.signature, raw.spk_signature);
  out.signed_prekey.key_id = key_id_of(raw.spk_key_id);
  if (raw.has_one_time_prekey) {
    out.has_one_time_prekey = 1;
    fill(out.one_time_prekey.public_key, raw.opk_public_key);
    out.one_time_prekey.key_id = key_id_of(raw.opk_key_id);
  }
  return out;
}

smx_key_id key_id_of(const Bytes& bytes) {
  smx_key_id out{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), sizeof out.bytes), out.bytes);
  out.size = static_cast<std::uint8_t>(std::min<std::size_t>(bytes.size(), UINT8_MAX));
  return out;
}

std::string hex(const smx_key_id& id) { return hex(id.bytes, id.size); }

Json published(const smx_signed_prekey& prekey) {
  return {{"key_id", hex(prekey.key_id)},
          {"public_key", hex(prekey.public_key, sizeof prekey.public_key)},
          {"signature", hex(prekey.signature, sizeof prekey.signature)}};
}

Json published(const std::vector<smx_one_time_prekey>& prekeys) {
  Json out = Json::array();
  for (const smx_one_time_prekey& prekey : prekeys)
    out.push_back({{"key_id", hex(prekey.key_id)},
                   {"public_key", hex(prekey.public_key, sizeof prekey.public_key)}});
  return out;
}

}  // namespace smx_c_driver
