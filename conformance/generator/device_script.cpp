#include "device_script.h"

#include <fmt/format.h>

#include <utility>

namespace smx::vectors {
namespace {

const char* const kHistory = "what happened before refuses this, not a field of the request";

Chain first_chain(Kit& kit, const Handshake& keys, const KeyPair& ratchet, const Person& to) {
  return turn_root(kit, keys.root_key, kit.x25519(ratchet.private_key, to.spk.keys.public_key));
}

}  // namespace

ForgedSession::ForgedSession(Scenario& s, Person from, Person to, std::string_view label,
                             const Prekey* opk)
    : ForgedSession(s, std::move(from), std::move(to), label, opk,
                    x25519_pair(s, fmt::format("{}/ephemeral", label)),
                    x25519_pair(s, fmt::format("{}/ratchet", label))) {}

ForgedSession::ForgedSession(Scenario& s, Person from, Person to, std::string_view label,
                             const Prekey* opk, KeyPair ek, KeyPair ratchet)
    : kit_(s.kit()),
      label_(label),
      ek_(std::move(ek)),
      ratchet_(std::move(ratchet)),
      keys_(agree(kit_, from, ek_, to, opk)),
      header_(smx1_header(opk == nullptr ? 0 : 1, ek_.public_key, to.spk.id,
                          opk == nullptr ? Bytes{} : opk->id,
                          s.key(fmt::format("{}/nonce", label), 12))),
      chain_(kit_, keys_.ad, ratchet_.public_key, first_chain(kit_, keys_, ratchet_, to).key) {}

Bytes ForgedSession::plaintext(std::size_t n) const {
  return text(fmt::format("test data ✓ {} {}", label_, n));
}

Bytes ForgedSession::frame(std::size_t n) { return chain_.frame(n, 0, plaintext(n)); }

Bytes ForgedSession::around(const Bytes& inner) { return seal_smx1(kit_, keys_, header_, inner); }

Bytes ForgedSession::envelope(std::size_t n) {
  // Each envelope under one BK has a nonce of its own.
  Bytes header = header_;
  header.back() ^= static_cast<std::uint8_t>(n);
  return seal_smx1(kit_, keys_, header, frame(n));
}

void DeviceScript::make(const Person& who, std::optional<std::uint64_t> now) { make(who, {}, now); }

void DeviceScript::make(const Person& who, const std::vector<Prekey>& older,
                        std::optional<std::uint64_t> now) {
  std::vector<Prekey> spks = older;
  spks.push_back(who.spk);
  Json in = {{"device", who.name}};
  if (now) in["now"] = *now;
  in["random"] = {{"identity_private", hex(who.identity.private_key)},
                  {"signing_private", hex(who.signing.private_key)},
                  {"signed_prekeys", private_prekeys(spks)},
                  {"one_time_prekeys", private_prekeys(who.opks)}};
  s_.ok("device.new", in);
}

Json DeviceScript::sending_random() {
  const std::size_t n = ++draws_;
  return {{"ek_private", s_.hex_key(fmt::format("draw {}/ephemeral", n))},
          {"ratchet_private", s_.hex_key(fmt::format("draw {}/ratchet", n))},
          {"nonce", s_.hex_key(fmt::format("draw {}/nonce", n), 12)}};
}

Json DeviceScript::send_request(const Person& from, const Person& to, const Bytes& plaintext,
                                const Json& bundle) {
  Json in = {{"device", from.name}, {"peer", to.name}, {"plaintext", hex(plaintext)}};
  if (!bundle.is_null()) in["bundle"] = bundle;
  in["random"] = sending_random();
  return in;
}

std::size_t DeviceScript::send(const Person& from, const Person& to, std::string_view label) {
  return send(from, to, label, nullptr);
}

std::size_t DeviceScript::send(const Person& from, const Person& to, std::string_view label,
                               const Json& bundle) {
  const Bytes plaintext = s_.plaintext(fmt::format("{}/{}", from.name, label));
  s_.ok("device.send", send_request(from, to, plaintext, bundle));
  plaintexts_.resize(s_.last() + 1);
  plaintexts_[s_.last()] = plaintext;
  return s_.last();
}

void DeviceScript::refuse_send(const Person& from, const Person& to, const Json& bundle,
                               const std::string& reason) {
  s_.reject("device.send", send_request(from, to, s_.plaintext("refused"), bundle), reason);
  s_.no_twin(kHistory);
}

Json DeviceScript::receive_request(const Person& who, const Person& from) {
  return {{"device", who.name},
          {"peer", from.name},
          {"sender", sender(from)},
          {"random", {{"ratchet_private", s_.hex_key(fmt::format("draw {}", ++draws_))}}}};
}

void DeviceScript::receive(const Person& who, const Person& from, std::size_t step) {
  StepOptions options;
  options.from = From{step, "envelope", "envelope"};
  options.must = {{"plaintext", hex(plaintexts_.at(step))}};
  s_.ok("device.receive", receive_request(who, from), options);
}

void DeviceScript::receive_bytes(const Person& who, const Person& from, const Bytes& envelope,
                                 const Bytes& plaintext) {
  Json in = receive_request(who, from);
  in["envelope"] = hex(envelope);
  StepOptions options;
  options.must = {{"plaintext", hex(plaintext)}};
  s_.ok("device.receive", in, options);
}

void DeviceScript::refuse(const Person& who, const Person& from, std::size_t step,
                          const std::string& reason, std::vector<Patch> patch) {
  const bool history = patch.empty();
  StepOptions options;
  options.from = From{step, "envelope", "envelope", std::move(patch)};
  s_.reject("device.receive", receive_request(who, from), reason, options);
  if (history) s_.no_twin(kHistory);
}

void DeviceScript::refuse_bytes(const Person& who, const Person& from, const Bytes& envelope,
                                const std::string& reason) {
  Json in = receive_request(who, from);
  in["envelope"] = hex(envelope);
  s_.reject("device.receive", in, reason);
  s_.no_twin(kHistory);
}

Json DeviceScript::restart_request(const Person& from, const Person& to, const Json& bundle,
                                   std::uint64_t now) {
  Json in = {{"device", from.name},
             {"peer", to.name},
             {"bundle", bundle},
             {"plaintext", hex(s_.plaintext(fmt::format("{}/restart {}", from.name, now)))},
             {"now", now}};
  in["random"] = sending_random();
  return in;
}

std::size_t DeviceScript::restart(const Person& from, const Person& to, std::uint64_t now) {
  const Json in = restart_request(from, to, bundle(to, kNoOpk), now);
  s_.ok("device.restart", in);
  plaintexts_.resize(s_.last() + 1);
  plaintexts_[s_.last()] = unhex(in.at("plaintext").get<std::string>());
  return s_.last();
}

void DeviceScript::refuse_restart(const Person& from, const Json& bundle, const Person& to,
                                  std::uint64_t now, const std::string& reason) {
  s_.reject("device.restart", restart_request(from, to, bundle, now), reason);
  s_.no_twin(kHistory);
}

void DeviceScript::rotate(Person& owner, std::string_view id, std::uint64_t now) {
  owner.spk = prekey(s_, fmt::format("{}/spk/{}", owner.name, id), id);
  owner.spk_signature = sign_spk(s_.kit(), owner.signing.private_key, owner.identity.public_key,
                                 owner.spk.keys.public_key, owner.spk.id);
  StepOptions options;
  options.must = {{"signed_prekey", bundle(owner, kNoOpk).at("signed_prekey")}};
  s_.ok("device.rotate",
        {{"device", owner.name}, {"now", now}, {"random", private_prekey(owner.spk)}}, options);
}

void DeviceScript::replenish(Person& owner, const std::vector<std::string>& ids) {
  std::vector<Prekey> fresh;
  for (const std::string& id : ids) {
    fresh.push_back(prekey(s_, fmt::format("{}/opk/{}/{}", owner.name, id, ++draws_), id));
  }
  s_.ok("device.replenish",
        {{"device", owner.name}, {"random", {{"one_time_prekeys", private_prekeys(fresh)}}}});
  owner.opks.insert(owner.opks.end(), fresh.begin(), fresh.end());
}

void DeviceScript::purge(const Person& who, std::uint64_t now) {
  s_.ok("device.purge", {{"device", who.name}, {"now", now}});
}

void DeviceScript::state(const Person& who) { s_.ok("device.state", {{"device", who.name}}); }

void DeviceScript::exchange(const Person& a, const Person& b) {
  receive(b, a, send(a, b, fmt::format("exchange {}", s_.last())));
  receive(a, b, send(b, a, fmt::format("exchange {}", s_.last())));
}

TalkingDevices::TalkingDevices(Scenario& s)
    : d(s), alice(person(s, "alice", "alices-own")), bob(person(s, "bob")) {
  d.make(alice);
  d.make(bob);
  d.receive(bob, alice, d.send(alice, bob, "first", bundle(bob)));
  d.exchange(bob, alice);
}

}  // namespace smx::vectors
