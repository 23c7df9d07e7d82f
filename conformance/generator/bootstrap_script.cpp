#include "bootstrap_script.h"

#include <fmt/format.h>

#include <utility>

namespace smx::vectors {

BootstrapScript::BootstrapScript(Scenario& s, std::size_t opk, std::string_view spk_id)
    : alice(person(s, "alice", "alices-own-spk")),
      bob(person(s, "bob", spk_id)),
      ek(x25519_pair(s, "ephemeral key")),
      alice_ratchet(x25519_pair(s, "alice/first ratchet key")),
      nonce(s.key("nonce", 12)),
      plaintext(s.plaintext("first message")),
      s_(s),
      opk_(opk) {
  keys = agree(s.kit(), alice, ek, bob, this->opk());
}

Json BootstrapScript::initiate_request(const Json& bundle) {
  return {{"session", "alice"},
          {"identity_private", hex(alice.identity.private_key)},
          {"signing_private", hex(alice.signing.private_key)},
          {"bundle", bundle},
          {"plaintext", hex(plaintext)},
          {"random",
           {{"ek_private", hex(ek.private_key)},
            {"ratchet_private", hex(alice_ratchet.private_key)},
            {"nonce", hex(nonce)}}}};
}

std::size_t BootstrapScript::initiate() { return initiate(bob_bundle()); }

std::size_t BootstrapScript::initiate(const Json& bundle) {
  s_.ok("x3dh.initiate", initiate_request(bundle));
  return s_.last();
}

void BootstrapScript::refuse_initiate(const Json& bundle, const std::string& reason) {
  s_.reject("x3dh.initiate", initiate_request(bundle), reason);
}

Json BootstrapScript::random_for_bob() {
  return {{"ratchet_private", s_.hex_key(fmt::format("bob/ratchet key {}", ++draws_))}};
}

Json BootstrapScript::respond_request() {
  return {{"session", "bob"},
          {"identity_private", hex(bob.identity.private_key)},
          {"signing_private", hex(bob.signing.private_key)},
          {"signed_prekeys", private_prekeys({bob.spk})},
          {"one_time_prekeys", private_prekeys(bob.opks)},
          {"sender", sender(alice)},
          {"random", random_for_bob()}};
}

void BootstrapScript::respond(std::size_t step) {
  StepOptions options;
  options.from = From{step, "envelope", "envelope"};
  options.must = {{"plaintext", hex(plaintext)}};
  s_.ok("x3dh.respond", respond_request(), options);
}

void BootstrapScript::respond_bytes(const Bytes& envelope, const Bytes& expected) {
  Json in = respond_request();
  in["envelope"] = hex(envelope);
  StepOptions options;
  options.must = {{"plaintext", hex(expected)}};
  s_.ok("x3dh.respond", in, options);
}

void BootstrapScript::refuse(std::size_t step, std::vector<Patch> patch,
                             const std::string& reason) {
  StepOptions options;
  options.from = From{step, "envelope", "envelope", std::move(patch)};
  s_.reject("x3dh.respond", respond_request(), reason, options);
}

void BootstrapScript::refuse_bytes(const Bytes& envelope, const std::string& reason,
                                   const Bytes& twin, const std::string& next_reason) {
  Json in = respond_request();
  in["envelope"] = hex(envelope);
  s_.reject("x3dh.respond", in, reason);
  s_.twin({{"envelope", hex(twin)}}, next_reason);
}

void BootstrapScript::converse() {
  s_.ok("dr.encrypt", {{"session", "bob"}, {"plaintext", hex(s_.plaintext("reply"))}});
  StepOptions reply;
  reply.from = From{s_.last(), "frame", "frame"};
  reply.must = {{"plaintext", hex(s_.plaintext("reply"))}};
  s_.ok("dr.decrypt",
        {{"session", "alice"},
         {"random", {{"ratchet_private", s_.hex_key("alice/second ratchet key")}}}},
        reply);
  s_.ok("dr.encrypt", {{"session", "alice"}, {"plaintext", hex(s_.plaintext("answer"))}});
  StepOptions answer;
  answer.from = From{s_.last(), "frame", "frame"};
  answer.must = {{"plaintext", hex(s_.plaintext("answer"))}};
  s_.ok("dr.decrypt", {{"session", "bob"}, {"random", random_for_bob()}}, answer);
}

Bytes BootstrapScript::sealed(const Bytes& header, const Bytes& inner) {
  return seal_smx1(s_.kit(), keys, header, inner);
}

Bytes BootstrapScript::header(std::uint8_t flags) const {
  const Bytes opk_id = opk() == nullptr ? Bytes{} : opk()->id;
  return smx1_header(flags, ek.public_key, bob.spk.id, opk_id, nonce);
}

Bytes BootstrapScript::genuine(std::size_t n, const Bytes& message) {
  return sealed(header(), chain().frame(n, 0, message));
}

ForgedChain BootstrapScript::chain() {
  const Bytes dh = s_.kit().x25519(alice_ratchet.private_key, bob.spk.keys.public_key);
  return {s_.kit(), keys.ad, alice_ratchet.public_key, turn_root(s_.kit(), keys.root_key, dh).key};
}

}  // namespace smx::vectors
