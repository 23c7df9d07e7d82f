#include <algorithm>

#include "crypto/hash.h"
#include "driver.h"
#include "session/device_records.h"

namespace smx::driver {
namespace {

DeviceHandle& device_of(const Members& in, Handles& handles) {
  const auto device = handles.devices.find(in.name("device"));
  if (device == handles.devices.end()) throw RequestFault("device is no known handle");
  return device->second;
}

/// The label of a peer: any text, within the device's bound.
std::string label_of(const Members& in) {
  std::string label = in.name("peer");
  if (label.size() > limits::kMaxLabelSize) throw RequestFault("peer is over 255 bytes");
  return label;
}

std::vector<PrekeyMaterial> materials_of(const std::vector<RawPrekey>& raw) {
  // All lengths before any form.
  for (const RawPrekey& prekey : raw)
    static_cast<void>(secret_of<X25519PrivateKey>(prekey.private_key));
  std::vector<PrekeyMaterial> out;
  for (const RawPrekey& prekey : raw)
    out.push_back({key_id_of(prekey.key_id), secret_of<X25519PrivateKey>(prekey.private_key)});
  return out;
}

std::vector<PrekeyMaterial> draw_prekeys(DeviceAccess::Core& core, std::uint64_t count) {
  if (count > limits::kMaxPrekeyBatch) throw RequestFault("over 1000 prekeys at once");
  std::vector<PrekeyMaterial> out;
  for (std::uint64_t i = 0; i < count; ++i)
    out.push_back(unwrap(core.make_prekey("opk-", Draw::one_time_prekey)));
  return out;
}

Json published(const SignedPrekey& prekey) {
  return {{"key_id", hex(prekey.key_id.view())},
          {"public_key", hex(prekey.public_key.view())},
          {"signature", hex(prekey.signature.view())}};
}

Json published(const std::vector<OneTimePrekey>& prekeys) {
  Json out = Json::array();
  for (const OneTimePrekey& prekey : prekeys)
    out.push_back(
        {{"key_id", hex(prekey.key_id.view())}, {"public_key", hex(prekey.public_key.view())}});
  return out;
}

std::vector<const OneTimePrekeyEntry*> in_order(const OneTimePrekeys& prekeys) {
  std::vector<const OneTimePrekeyEntry*> out;
  for (const auto& [key_id, entry] : prekeys) out.push_back(&entry);
  std::ranges::sort(out, {}, &OneTimePrekeyEntry::serial);
  return out;
}

DeviceMaterial draw_material(Store& store, std::uint64_t one_time_prekeys) {
  DeviceAccess::Core drawing(store, DeviceState{});
  DeviceMaterial material;
  unwrap(drawing.entropy().fill(Draw::identity_private, material.identity_private.writable()));
  unwrap(drawing.entropy().fill(Draw::signing_private, material.signing_private.writable()));
  material.signed_prekeys.push_back(unwrap(drawing.make_prekey("spk-", Draw::signed_prekey)));
  material.one_time_prekeys = draw_prekeys(drawing, one_time_prekeys);
  return material;
}

Json op_new(const Members& in, Handles& handles) {
  in.allow_only({"device", "now", "random", "one_time_prekey_count"});
  const std::string name = in.name("device");
  std::optional<std::uint64_t> now;
  if (in.has("now")) now = in.number("now", kMaxNumber);
  // Beside `random` a count is ignored, but it must be one.
  std::uint64_t count = 0;
  if (!in.has("random") || in.has("one_time_prekey_count"))
    count = in.number("one_time_prekey_count", kMaxNumber);
  DeviceHandle handle{std::make_unique<CaseStore>(), nullptr};
  DeviceMaterial material;
  if (in.has("random")) {
    const Members random = in.object("random");
    random.allow_only(
        {"identity_private", "signing_private", "signed_prekeys", "one_time_prekeys"});
    const Bytes identity_private = random.bytes("identity_private");
    const Bytes signing_private = random.bytes("signing_private");
    const auto signed_prekeys = read_prekeys(random, "signed_prekeys");
    const auto one_time_prekeys = read_prekeys(random, "one_time_prekeys");
    if (signed_prekeys.empty()) throw RequestFault("random.signed_prekeys is empty");
    material.identity_private = secret_of<X25519PrivateKey>(identity_private);
    material.signing_private = secret_of<Ed25519PrivateKey>(signing_private);
    material.signed_prekeys = materials_of(signed_prekeys);
    material.one_time_prekeys = materials_of(one_time_prekeys);
  } else {
    material = draw_material(*handle.store, count);
  }
  handle.core = unwrap(DeviceAccess::Core::create(*handle.store, std::move(material), now));
  const DeviceState& state = handle.core->state();
  std::vector<OneTimePrekey> prekeys;
  for (const OneTimePrekeyEntry* entry : in_order(state.one_time_prekeys))
    prekeys.push_back(entry->published());
  const Json reply{{"identity_key", hex(state.keys.public_keys().identity_key.view())},
                   {"signing_key", hex(state.keys.public_keys().signing_key.view())},
                   {"signed_prekey", published(state.published_prekey().published())},
                   {"one_time_prekeys", published(prekeys)}};
  handles.devices.insert_or_assign(name, std::move(handle));
  return reply;
}

/// A bundle of a peer with an active session is not examined beyond its two keys [KEY-24]. The API
/// takes well-formed key ids only, so one that nobody examines is replaced by a placeholder.
Bundle bundle_for_sending(const RawBundle& raw, const DeviceState& state) {
  const DeviceKeys keys = keys_of({raw.identity_key, raw.signing_key});
  const Peer* peer = state.find_peer(keys);
  if (peer == nullptr || peer->active() == nullptr) return bundle_of(raw);
  RawBundle unexamined = raw;
  unexamined.spk_key_id = unexamined.opk_key_id = Bytes{'-'};
  return bundle_of(unexamined);
}

Json op_send(const Members& in, Handles& handles) {
  in.allow_only({"device", "peer", "plaintext", "bundle", "random"});
  DeviceAccess::Core& core = *device_of(in, handles).core;
  const std::string label = label_of(in);
  const Bytes plaintext = in.bytes("plaintext");
  std::optional<RawBundle> raw_bundle;
  if (in.has("bundle")) raw_bundle = read_bundle(in.object("bundle"));
  const Injection injection(in, {"ek_private", "ratchet_private", "nonce"});
  if (raw_bundle) check_bundle_lengths(*raw_bundle);
  injection.check_lengths();
  injection.apply(core.entropy());
  std::optional<Bundle> bundle;
  if (raw_bundle) bundle = bundle_for_sending(*raw_bundle, core.state());
  const SendOptions options{.bundle = bundle ? &*bundle : nullptr, .delivery_id = {}};
  return {{"envelope", hex(unwrap(core.send(label, plaintext, options)).envelope)}};
}

Json op_receive(const Members& in, Handles& handles) {
  in.allow_only({"device", "peer", "sender", "envelope", "random"});
  DeviceAccess::Core& core = *device_of(in, handles).core;
  const std::string label = label_of(in);
  const RawKeys raw_sender = read_keys(in.object("sender"));
  const Bytes envelope = in.bytes("envelope");
  const Injection injection(in, {"ratchet_private"});
  const DeviceKeys sender = keys_of(raw_sender);
  injection.check_lengths();
  injection.apply(core.entropy());
  const Received received = unwrap(core.receive(label, sender, envelope, {}));
  return {{"plaintext", hex(received.plaintext.reveal())}};
}

Json op_restart(const Members& in, Handles& handles) {
  in.allow_only({"device", "peer", "bundle", "plaintext", "now", "random"});
  DeviceAccess::Core& core = *device_of(in, handles).core;
  const std::string label = label_of(in);
  const RawBundle raw_bundle = read_bundle(in.object("bundle"));
  const Bytes plaintext = in.bytes("plaintext");
  const std::uint64_t now = in.number("now", kMaxNumber);
  const Injection injection(in, {"ek_private", "ratchet_private", "nonce"});
  check_bundle_lengths(raw_bundle);
  injection.check_lengths();
  injection.apply(core.entropy());
  const Bundle bundle = bundle_of(raw_bundle);
  return {{"envelope", hex(unwrap(core.restart(label, bundle, plaintext, now, {})).envelope)}};
}

Json op_rotate(const Members& in, Handles& handles) {
  in.allow_only({"device", "now", "random"});
  DeviceAccess::Core& core = *device_of(in, handles).core;
  const std::uint64_t now = in.number("now", kMaxNumber);
  if (!in.has("random")) {
    PrekeyMaterial drawn = unwrap(core.make_prekey("spk-", Draw::signed_prekey));
    return {{"signed_prekey", published(unwrap(core.rotate(now, std::move(drawn))))}};
  }
  const RawPrekey raw = read_prekey(in.object("random"));
  std::vector<PrekeyMaterial> material = materials_of({raw});
  return {{"signed_prekey", published(unwrap(core.rotate(now, std::move(material.front()))))}};
}

Json op_replenish(const Members& in, Handles& handles) {
  in.allow_only({"device", "random", "count"});
  DeviceAccess::Core& core = *device_of(in, handles).core;
  std::uint64_t count = 0;
  if (!in.has("random") || in.has("count")) count = in.number("count", kMaxNumber);
  std::vector<PrekeyMaterial> materials;
  if (in.has("random")) {
    const Members random = in.object("random");
    random.allow_only({"one_time_prekeys"});
    materials = materials_of(read_prekeys(random, "one_time_prekeys"));
  } else {
    materials = draw_prekeys(core, count);
  }
  return {{"one_time_prekeys", published(unwrap(core.replenish(std::move(materials))))}};
}

Json op_purge(const Members& in, Handles& handles) {
  in.allow_only({"device", "now"});
  DeviceAccess::Core& core = *device_of(in, handles).core;
  unwrap(core.purge(in.number("now", kMaxNumber)));
  return Json::object();
}

Digest digest_of(const DeviceState& state) {
  Digest digest{};
  for (const Record& record : records_of(state)) {
    const Digest value = sha256({record.value.reveal()});
    digest = sha256({digest, label_bytes(record.id), value});
  }
  return digest;
}

Json op_state(const Members& in, Handles& handles) {
  in.allow_only({"device"});
  const DeviceState& state = device_of(in, handles).core->state();
  Json one_time_prekeys = Json::array();
  for (const OneTimePrekeyEntry* entry : in_order(state.one_time_prekeys))
    one_time_prekeys.push_back(hex(entry->key_id.view()));
  Json signed_prekeys = Json::array();
  for (auto entry = state.signed_prekeys.rbegin(); entry != state.signed_prekeys.rend(); ++entry)
    signed_prekeys.push_back(hex(entry->key_id.view()));
  Json sessions = Json::object();
  for (const auto& [label, entry] : state.labels) {
    const Peer* peer = state.find_peer(entry.keys);
    if (peer != nullptr && !peer->sessions.empty()) sessions[label] = peer->sessions.size();
  }
  return {{"one_time_prekeys", one_time_prekeys},
          {"signed_prekeys", signed_prekeys},
          {"sessions", sessions},
          {"digest", hex(digest_of(state))}};
}

}  // namespace

const std::map<std::string, Op, std::less<>>& device_ops() {
  static const std::map<std::string, Op, std::less<>> ops{
      {"device.new", op_new},         {"device.send", op_send},
      {"device.receive", op_receive}, {"device.restart", op_restart},
      {"device.rotate", op_rotate},   {"device.replenish", op_replenish},
      {"device.purge", op_purge},     {"device.state", op_state},
  };
  return ops;
}

}  // namespace smx::driver
