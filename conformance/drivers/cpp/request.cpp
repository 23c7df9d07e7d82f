#include "request.h"

#include <algorithm>
#include <array>

#include "bytes/hex.h"

namespace smx::driver {

Members::Members(const Json& object, std::string path) : object_(&object), path_(std::move(path)) {
  if (!object.is_object()) throw RequestFault(path_ + " is no object");
}

RequestFault Members::fault(const char* name, const char* what) const {
  return RequestFault((path_.empty() ? "" : path_ + ".") + name + " " + what);
}

const Json& Members::require(const char* name) const {
  const auto member = object_->find(name);
  if (member == object_->end()) throw fault(name, "is missing");
  return *member;
}

bool Members::has(const char* name) const {
  const auto member = object_->find(name);
  if (member == object_->end()) return false;
  if (member->is_null()) throw fault(name, "is null; leave it out instead");
  return true;
}

std::string Members::text(const char* name) const {
  const Json& member = require(name);
  if (!member.is_string()) throw fault(name, "is no string");
  return member.get<std::string>();
}

std::string Members::name(const char* name) const {
  std::string value = text(name);
  if (value.empty()) throw fault(name, "is empty");
  return value;
}

void Members::allow_only(std::initializer_list<std::string_view> names) const {
  constexpr std::array<std::string_view, 3> kOfEveryOp = {"id", "op", "want_trace"};
  for (const auto& [key, value] : object_->items()) {
    const bool framing = path_.empty() && std::ranges::find(kOfEveryOp, key) != kOfEveryOp.end();
    if (!framing && std::ranges::find(names, key) == names.end())
      throw fault(key.c_str(), "is no member of this op");
  }
}

Bytes Members::bytes(const char* name) const {
  auto decoded = from_hex(text(name));
  if (!decoded) throw fault(name, "is no lower-case hex");
  return std::move(*decoded);
}

std::uint64_t Members::number(const char* name, std::uint64_t max) const {
  const Json& member = require(name);
  if (!member.is_number_unsigned() || member.get<std::uint64_t>() > max)
    throw fault(name, "is no integer in its range");
  return member.get<std::uint64_t>();
}

bool Members::flag_or_false(const char* name) const {
  if (!has(name)) return false;
  const Json& member = require(name);
  if (!member.is_boolean()) throw fault(name, "is neither true nor false");
  return member.get<bool>();
}

Members Members::object(const char* name) const {
  return Members(require(name), path_.empty() ? name : path_ + "." + name);
}

std::vector<Members> Members::objects(const char* name) const {
  const Json& member = require(name);
  if (!member.is_array()) throw fault(name, "is no array");
  std::vector<Members> out;
  for (const Json& element : member)
    out.emplace_back(element, (path_.empty() ? "" : path_ + ".") + name + "[]");
  return out;
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

RawBundle read_bundle(const Members& members) {
  members.allow_only({"identity_key", "signing_key", "signed_prekey", "one_time_prekey"});
  RawBundle out;
  out.identity_key = members.bytes("identity_key");
  out.signing_key = members.bytes("signing_key");
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

RawKeys read_keys(const Members& members) {
  members.allow_only({"identity_key", "signing_key"});
  return {members.bytes("identity_key"), members.bytes("signing_key")};
}

KeyId key_id_of(const Bytes& bytes) { return unwrap(KeyId::parse(bytes)); }

DeviceKeys keys_of(const RawKeys& keys) {
  return {public_of<X25519PublicKey>(keys.identity_key),
          public_of<Ed25519PublicKey>(keys.signing_key)};
}

void check_bundle_lengths(const RawBundle& bundle) {
  static_cast<void>(keys_of({bundle.identity_key, bundle.signing_key}));
  static_cast<void>(public_of<X25519PublicKey>(bundle.spk_public_key));
  static_cast<void>(public_of<Signature>(bundle.spk_signature));
  if (bundle.has_one_time_prekey)
    static_cast<void>(public_of<X25519PublicKey>(bundle.opk_public_key));
}

Bundle bundle_of(const RawBundle& raw) {
  check_bundle_lengths(raw);
  const DeviceKeys keys = keys_of({raw.identity_key, raw.signing_key});
  Bundle bundle{keys.identity_key,
                keys.signing_key,
                {key_id_of(raw.spk_key_id), public_of<X25519PublicKey>(raw.spk_public_key),
                 public_of<Signature>(raw.spk_signature)},
                std::nullopt};
  if (raw.has_one_time_prekey)
    bundle.one_time_prekey =
        OneTimePrekey{key_id_of(raw.opk_key_id), public_of<X25519PublicKey>(raw.opk_public_key)};
  return bundle;
}

void raise(Error error) {
  if (error <= Error::restart_limited) throw Rejected{error};
  if (error == Error::random_failed)
    throw RequestFault("random lacks a field of the right size that the op drew");
  throw RequestFault(std::string(error_name(error)) + ": " + std::string(error_description(error)));
}

std::string hex(ByteView bytes) { return to_hex(bytes); }

}  // namespace smx::driver
