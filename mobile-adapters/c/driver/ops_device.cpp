#include "ops.h"

namespace smx_c_driver {
namespace {

smx_device* device_of(const Members& in, const Devices& devices) {
  const auto device = devices.find(in.name("device"));
  if (device == devices.end()) throw RequestFault("device is no known handle");
  return device->second.get();
}

/// The label of a peer: any text, within the library's bound.
std::string label_of(const Members& in) {
  std::string label = in.name("peer");
  if (label.size() > SMX_MAX_LABEL_SIZE) throw RequestFault("peer is over 255 bytes");
  return label;
}

const std::uint8_t* bytes_of(const std::string& text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

/// What a function gives that tells how many there are.
template <class T>
std::vector<T> all(smx_device* device, smx_status (*function)(smx_device*, T*, std::size_t*)) {
  std::size_t count = 0;
  const smx_status asked = function(device, nullptr, &count);
  if (asked != SMX_BUFFER_TOO_SMALL) must(asked);
  std::vector<T> out(count);
  must(function(device, out.data(), &count));
  out.resize(count);
  return out;
}

/// Fits `smx_envelope_bound` of every plaintext, also of one that is too large to be sent.
constexpr std::size_t kEnvelopeRoom = SMX_MAX_ENVELOPE_SIZE;

DevicePointer device_of_given_keys(const Members& random, const std::uint64_t* now) {
  random.allow_only({"identity_private", "signing_private", "signed_prekeys", "one_time_prekeys"});
  const Bytes identity_private = random.bytes("identity_private");
  const Bytes signing_private = random.bytes("signing_private");
  const auto raw_signed = read_prekeys(random, "signed_prekeys");
  const auto raw_one_time = read_prekeys(random, "one_time_prekeys");
  if (raw_signed.empty()) throw RequestFault("random.signed_prekeys is empty");
  std::uint8_t identity[SMX_KEY_SIZE];
  fill(identity, identity_private);
  std::uint8_t signing[SMX_KEY_SIZE];
  fill(signing, signing_private);
  const auto signed_prekeys = prekeys_of(raw_signed);
  const auto one_time_prekeys = prekeys_of(raw_one_time);
  smx_device* device = nullptr;
  must(smx_testing_device_create(identity, signing, signed_prekeys.data(), signed_prekeys.size(),
                                 one_time_prekeys.data(), one_time_prekeys.size(), now, &device));
  return DevicePointer(device);
}

DevicePointer device_of_drawn_keys(std::uint64_t count, const std::uint64_t* now) {
  if (count > SMX_MAX_PREKEY_BATCH) throw RequestFault("over 1000 prekeys at once");
  smx_device* device = nullptr;
  must(smx_testing_device_draw(static_cast<std::size_t>(count), now, &device));
  return DevicePointer(device);
}

Json op_new(const Members& in, Devices& devices) {
  in.allow_only({"device", "now", "random", "one_time_prekey_count"});
  const std::string name = in.name("device");
  std::uint64_t time = 0;
  const std::uint64_t* now = nullptr;
  if (in.has("now")) {
    time = in.number("now");
    now = &time;
  }
  // Beside `random` a count is ignored, but it must be one.
  std::uint64_t count = 0;
  if (!in.has("random") || in.has("one_time_prekey_count"))
    count = in.number("one_time_prekey_count");
  DevicePointer device = in.has("random") ? device_of_given_keys(in.object("random"), now)
                                          : device_of_drawn_keys(count, now);
  smx_device_keys keys;
  must(smx_device_keys_of_own(device.get(), &keys));
  smx_signed_prekey prekey;
  must(smx_device_signed_prekey(device.get(), &prekey));
  const Json reply{{"identity_key", hex(keys.identity_key, sizeof keys.identity_key)},
                   {"signing_key", hex(keys.signing_key, sizeof keys.signing_key)},
                   {"signed_prekey", published(prekey)},
                   {"one_time_prekeys", published(all(device.get(), smx_device_one_time_prekeys))}};
  devices.insert_or_assign(name, std::move(device));
  return reply;
}

Json op_send(const Members& in, Devices& devices) {
  in.allow_only({"device", "peer", "plaintext", "bundle", "random"});
  smx_device* device = device_of(in, devices);
  const std::string label = label_of(in);
  const Bytes plaintext = in.bytes("plaintext");
  std::optional<RawBundle> raw_bundle;
  if (in.has("bundle")) raw_bundle = read_bundle(in.object("bundle"));
  const Injection injection(in, {"ek_private", "ratchet_private", "nonce"});
  std::optional<smx_bundle> bundle;
  if (raw_bundle) bundle = bundle_of(*raw_bundle);
  injection.check_lengths();
  injection.apply(device);
  Bytes envelope(kEnvelopeRoom);
  std::size_t size = envelope.size();
  must(smx_device_send(device, bytes_of(label), label.size(), plaintext.data(), plaintext.size(),
                       bundle ? &*bundle : nullptr, nullptr, 0, envelope.data(), &size, nullptr));
  return {{"envelope", hex(envelope.data(), size)}};
}

Json op_receive(const Members& in, Devices& devices) {
  in.allow_only({"device", "peer", "sender", "envelope", "random"});
  smx_device* device = device_of(in, devices);
  const std::string label = label_of(in);
  const RawKeys raw_sender = read_keys(in.object("sender"));
  const Bytes envelope = in.bytes("envelope");
  const Injection injection(in, {"ratchet_private"});
  const smx_device_keys sender = keys_of(raw_sender);
  injection.check_lengths();
  injection.apply(device);
  Bytes plaintext(SMX_MAX_PLAINTEXT_SIZE);
  std::size_t size = plaintext.size();
  must(smx_device_receive(device, bytes_of(label), label.size(), &sender, envelope.data(),
                          envelope.size(), nullptr, 0, plaintext.data(), &size, nullptr));
  return {{"plaintext", hex(plaintext.data(), size)}};
}

Json op_restart(const Members& in, Devices& devices) {
  in.allow_only({"device", "peer", "bundle", "plaintext", "now", "random"});
  smx_device* device = device_of(in, devices);
  const std::string label = label_of(in);
  const RawBundle raw_bundle = read_bundle(in.object("bundle"));
  const Bytes plaintext = in.bytes("plaintext");
  const std::uint64_t now = in.number("now");
  const Injection injection(in, {"ek_private", "ratchet_private", "nonce"});
  const smx_bundle bundle = bundle_of(raw_bundle);
  injection.check_lengths();
  injection.apply(device);
  must(smx_testing_set_time(device, now));
  Bytes envelope(kEnvelopeRoom);
  std::size_t size = envelope.size();
  must(smx_device_restart(device, bytes_of(label), label.size(), &bundle, plaintext.data(),
                          plaintext.size(), nullptr, 0, envelope.data(), &size, nullptr));
  return {{"envelope", hex(envelope.data(), size)}};
}

Json op_rotate(const Members& in, Devices& devices) {
  in.allow_only({"device", "now", "random"});
  smx_device* device = device_of(in, devices);
  const std::uint64_t now = in.number("now");
  smx_signed_prekey made;
  if (in.has("random")) {
    const smx_testing_prekey prekey = prekey_of(read_prekey(in.object("random")));
    must(smx_testing_set_time(device, now));
    must(smx_testing_rotate(device, &prekey, &made));
  } else {
    must(smx_testing_set_time(device, now));
    must(smx_testing_clear_injected(device));
    must(smx_device_rotate(device, &made));
  }
  return {{"signed_prekey", published(made)}};
}

Json op_replenish(const Members& in, Devices& devices) {
  in.allow_only({"device", "random", "count"});
  smx_device* device = device_of(in, devices);
  std::uint64_t count = 0;
  if (!in.has("random") || in.has("count")) count = in.number("count");
  std::vector<smx_one_time_prekey> made;
  if (in.has("random")) {
    const Members random = in.object("random");
    random.allow_only({"one_time_prekeys"});
    const auto prekeys = prekeys_of(read_prekeys(random, "one_time_prekeys"));
    made.resize(prekeys.size());
    must(smx_testing_replenish(device, prekeys.data(), prekeys.size(), made.data()));
  } else {
    if (count > SMX_MAX_PREKEY_BATCH) throw RequestFault("over 1000 prekeys at once");
    made.resize(static_cast<std::size_t>(count));
    must(smx_testing_clear_injected(device));
    must(smx_device_replenish(device, made.size(), made.data()));
  }
  return {{"one_time_prekeys", published(made)}};
}

Json op_purge(const Members& in, Devices& devices) {
  in.allow_only({"device", "now"});
  smx_device* device = device_of(in, devices);
  must(smx_testing_set_time(device, in.number("now")));
  must(smx_device_purge(device));
  return Json::object();
}

Json op_state(const Members& in, Devices& devices) {
  in.allow_only({"device"});
  smx_device* device = device_of(in, devices);
  Json one_time_prekeys = Json::array();
  for (const auto& prekey : all(device, smx_device_one_time_prekeys))
    one_time_prekeys.push_back(hex(prekey.key_id));
  Json signed_prekeys = Json::array();
  for (const smx_key_id& id : all(device, smx_testing_signed_prekey_ids))
    signed_prekeys.push_back(hex(id));
  Json sessions = Json::object();
  for (const smx_peer& peer : all(device, smx_device_peers)) {
    const std::string label(peer.label, peer.label + peer.label_size);
    if (peer.sessions > 0) sessions[label] = peer.sessions;
  }
  std::uint8_t digest[SMX_DIGEST_SIZE];
  must(smx_testing_state_digest(device, digest));
  return {{"one_time_prekeys", one_time_prekeys},
          {"signed_prekeys", signed_prekeys},
          {"sessions", sessions},
          {"digest", hex(digest, sizeof digest)}};
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

}  // namespace smx_c_driver
