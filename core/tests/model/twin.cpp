#include "model/twin.h"

#include <algorithm>
#include <utility>

#include "session/device_records.h"
#include "support/results.h"

namespace smx::test {
namespace {

constexpr const char* kFirstPrekeys[] = {"opk 1", "opk 2", "opk 3"};

model::Key key_of_bytes(ByteView bytes) {
  model::Key key{};
  std::ranges::copy(bytes.first(key.size()), key.begin());
  return key;
}

model::Text text_of(ByteView bytes) { return {bytes.begin(), bytes.end()}; }

model::OneTimePrekey model_prekey(const std::string& owner, const std::string& id,
                                  const std::string& drawing = "") {
  const Bytes secret = labelled_bytes(owner + " " + id + drawing);
  return {text_of(view_of(id)), model::x25519_pair(key_of_bytes(secret))};
}

std::vector<model::OneTimePrekey> first_prekeys(const std::string& owner) {
  std::vector<model::OneTimePrekey> out;
  for (const char* id : kFirstPrekeys) out.push_back(model_prekey(owner, id));
  return out;
}

/// Lines "name value", as the model draws them.
class Lines {
 public:
  void put(std::string name, ByteView value) {
    name.push_back(' ');
    name.append(reinterpret_cast<const char*>(value.data()), value.size());
    lines_.push_back(std::move(name));
  }
  void number(std::string name, std::uint64_t value) {
    put(std::move(name), view_of(std::to_string(value)));
  }
  void time(std::string name, const std::optional<std::uint64_t>& value) {
    if (value) number(std::move(name), *value);
  }
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::vector<std::string> lines_;
};

Bytes both_of(ByteView a, ByteView b) {
  Bytes out(a.begin(), a.end());
  out.insert(out.end(), b.begin(), b.end());
  return out;
}

Bytes keys_bytes(const DeviceKeys& keys) {
  return both_of(keys.identity_key.view(), keys.signing_key.view());
}

void draw(Lines& lines, const RatchetHead& head) {
  lines.put("DHs private", head.own.private_key.reveal());
  lines.put("DHs public", head.own.public_key.view());
  if (head.remote) lines.put("DHr", head.remote->view());
  if (head.sending_chain) lines.put("CKs", head.sending_chain->reveal());
  if (head.receiving_chain) lines.put("CKr", head.receiving_chain->reveal());
  lines.number("Ns", head.sent);
  lines.number("Nr", head.received);
  lines.number("PN", head.previous_sent);
  for (const X25519PublicKey& key : head.earlier.keys()) lines.put("earlier", key.view());
}

void draw(Lines& lines, const Session& session) {
  const SessionMeta& meta = session.meta;
  lines.number("session", meta.role == Role::responder ? 1 : 0);
  lines.put("EK", meta.ephemeral_key.view());
  lines.number("one-time prekey used", meta.one_time_prekey_used ? 1 : 0);
  lines.number("retired", meta.retired ? 1 : 0);
  lines.time("archived at", meta.archived_at);
  if (meta.bootstrap_key) lines.put("BK", meta.bootstrap_key->reveal());
  lines.put("names signed prekey",
            meta.wrapping ? meta.wrapping->signed_prekey.view() : ByteView{});
  lines.put("names one-time prekey", meta.wrapping && meta.wrapping->one_time_prekey
                                         ? meta.wrapping->one_time_prekey->view()
                                         : ByteView{});
  lines.put("AD", session.ad);
  const RatchetHead& head = session.ratchet.head();
  lines.put("RK", session.ratchet.root_key().reveal());
  draw(lines, head);
  for (const auto& [sequence, key] : session.ratchet.skipped().entries()) {
    const bool current = key.chain == head.chain_serial;
    lines.put("skipped of", current
                                ? head.remote->view()
                                : head.earlier.keys()[head.chain_serial - 1 - key.chain].view());
    lines.number("skipped number", key.number);
    lines.put("skipped key", key.key.reveal());
    lines.time("skipped stamp", key.stamp);
  }
}

void draw(Lines& lines, const Peer& peer) {
  lines.put("peer", keys_bytes(peer.keys));
  for (const auto& [prekey, ephemerals] : peer.seen)
    for (const auto& [ephemeral, serial] : ephemerals)
      lines.put("seen", both_of(prekey.view(), ephemeral.view()));
  if (peer.restart) {
    lines.number("last restart", peer.restart->last);
    lines.number("restart interval", peer.restart->interval);
  }
  for (const auto& session : peer.sessions) draw(lines, *session);
}

void draw_prekeys(Lines& lines, const DeviceState& state) {
  for (const SignedPrekeyEntry& entry : state.signed_prekeys) {
    lines.put("signed prekey", entry.key_id.view());
    lines.put("signed prekey public", entry.pair.public_key.view());
    lines.put("signed prekey signature", entry.signature.view());
    lines.time("signed prekey created", entry.created_at);
    lines.time("signed prekey replaced", entry.replaced_at);
  }
  std::vector<const OneTimePrekeyEntry*> in_order;
  for (const auto& [id, entry] : state.one_time_prekeys) in_order.push_back(&entry);
  std::ranges::sort(in_order, {}, &OneTimePrekeyEntry::serial);
  for (const OneTimePrekeyEntry* entry : in_order)
    lines.put("one-time prekey", entry->key_id.view());
}

}  // namespace

model::Peer model_peer(const DeviceKeys& keys) {
  return {keys.identity_key.bytes, keys.signing_key.bytes};
}

model::Bundle model_bundle(const Bundle& bundle) {
  model::Bundle out;
  out.owner = model_peer(bundle.keys());
  out.signed_prekey_id = text_of(bundle.signed_prekey.key_id.view());
  out.signed_prekey = bundle.signed_prekey.public_key.bytes;
  out.signature = text_of(bundle.signed_prekey.signature.view());
  if (bundle.one_time_prekey) {
    out.one_time_prekey_id = text_of(bundle.one_time_prekey->key_id.view());
    out.one_time_prekey = bundle.one_time_prekey->public_key.bytes;
  }
  return out;
}

std::vector<std::string> picture_of(const DeviceState& state) {
  Lines lines;
  lines.put("IK", state.keys.public_keys().identity_key.view());
  lines.put("SGK", state.keys.public_keys().signing_key.view());
  lines.time("highest now", state.highest_now);
  draw_prekeys(lines, state);
  for (const auto& [label, entry] : state.labels) {
    lines.put("label", view_of(label));
    lines.put("label stands for", keys_bytes(entry.keys));
  }
  for (const auto& [keys, peer] : state.peers) draw(lines, peer);
  return lines.take();
}

Bytes digest_of(const DeviceState& state) {
  Bytes whole;
  for (const Record& record : records_of(state)) {
    const ByteView value = record.value.reveal();
    whole.insert(whole.end(), record.id.begin(), record.id.end());
    whole.push_back(0);
    whole.insert(whole.end(), value.begin(), value.end());
  }
  const Digest digest = sha256({whole});
  return {digest.begin(), digest.end()};
}

Twin::Twin(std::string name, std::uint64_t now)
    : model(key_of_bytes(labelled_bytes(name + " identity")),
            key_of_bytes(labelled_bytes(name + " signing")), model_prekey(name, "spk 0"),
            first_prekeys(name), now),
      name_(std::move(name)) {
  Identity own = identity();
  DeviceMaterial made;
  made.identity_private = std::move(own.identity_private);
  made.signing_private = std::move(own.signing_private);
  made.signed_prekeys.push_back(material("spk 0", ""));
  for (const char* id : kFirstPrekeys) made.one_time_prekeys.push_back(material(id, ""));
  core_ = must(Core::create(store, std::move(made), now));
}

model::Draws Twin::offer_draws() {
  const std::string count = name_ + " draw " + std::to_string(++draws_);
  const Bytes ephemeral = labelled_bytes(count + " ek");
  const Bytes ratchet = labelled_bytes(count + " ratchet");
  Bytes nonce = labelled_bytes(count + " nonce");
  nonce.resize(limits::kNonceSize);
  Entropy& entropy = core_->entropy();
  entropy.inject_only();
  entropy.inject(Draw::ek_private, ephemeral);
  entropy.inject(Draw::ratchet_private, ratchet);
  entropy.inject(Draw::nonce, nonce);
  return {key_of_bytes(ephemeral), key_of_bytes(ratchet), nonce};
}

PrekeyMaterial Twin::material(const std::string& id, const std::string& drawing) const {
  return {key_id(id), labelled_secret<X25519PrivateKey>(name_ + " " + id + drawing)};
}

model::OneTimePrekey Twin::model_material(const std::string& id, const std::string& drawing) const {
  return model_prekey(name_, id, drawing);
}

void Twin::reopen() {
  core_ = must(Core::open(store));
  model.forget_failures();
}

Saved Twin::save() const {
  return {const_cast<ScriptedStore&>(store).records(), model, memory, restored};
}

void Twin::restore(const Saved& saved) {
  store.records() = saved.records;
  model = saved.model;
  memory = saved.memory;
  ++restored;
  reopen();
}

}  // namespace smx::test
