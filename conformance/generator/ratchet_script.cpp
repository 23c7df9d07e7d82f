#include "ratchet_script.h"

#include <fmt/format.h>

#include <utility>

namespace smx::vectors {

RatchetScript::RatchetScript(Scenario& s)
    : s_(s),
      root_key_(s.key("root key")),
      ad_(s.key("associated data", 128)),
      alice_(x25519_pair(s, "alice/first ratchet key")),
      bob_(x25519_pair(s, "bob/signed prekey")) {}

void RatchetScript::start_alice(std::uint64_t ns) {
  Json in = {{"session", "alice"},
             {"role", "initiator"},
             {"root_key", hex(root_key_)},
             {"ad", hex(ad_)},
             {"ratchet_private", hex(alice_.private_key)},
             {"remote_ratchet_key", hex(bob_.public_key)}};
  if (ns != 0) in["ns"] = ns;
  s_.ok("dr.init", in);
}

void RatchetScript::start_bob() {
  s_.ok("dr.init", {{"session", "bob"},
                    {"role", "responder"},
                    {"root_key", hex(root_key_)},
                    {"ad", hex(ad_)},
                    {"ratchet_private", hex(bob_.private_key)},
                    {"remote_ratchet_key", ""}});
}

void RatchetScript::start(std::uint64_t alice_ns) {
  start_alice(alice_ns);
  start_bob();
}

std::size_t RatchetScript::send(const std::string& who, std::string_view label) {
  const Bytes plaintext = s_.plaintext(fmt::format("{}/{}", who, label));
  s_.ok("dr.encrypt", {{"session", who}, {"plaintext", hex(plaintext)}});
  plaintexts_.resize(s_.last() + 1);
  plaintexts_[s_.last()] = plaintext;
  return s_.last();
}

std::vector<std::size_t> RatchetScript::send_many(const std::string& who, std::size_t count) {
  std::vector<std::size_t> steps;
  for (std::size_t i = 0; i < count; ++i) steps.push_back(send(who, std::to_string(i)));
  return steps;
}

void RatchetScript::refuse_send(const std::string& who, const Bytes& plaintext,
                                const std::string& reason) {
  s_.reject("dr.encrypt", {{"session", who}, {"plaintext", hex(plaintext)}}, reason);
}

Json RatchetScript::random(const std::string& who) {
  return {{"ratchet_private", s_.hex_key(fmt::format("{}/ratchet key {}", who, ++draws_))}};
}

Json RatchetScript::decrypt_request(const std::string& who, const Json& frame) {
  Json in = {{"session", who}};
  if (!frame.is_null()) in["frame"] = frame;
  in["random"] = random(who);
  return in;
}

void RatchetScript::receive(const std::string& who, std::size_t step) {
  StepOptions options;
  options.from = From{step, "frame", "frame"};
  options.must = {{"plaintext", hex(plaintexts_.at(step))}};
  s_.ok("dr.decrypt", decrypt_request(who, nullptr), options);
}

void RatchetScript::refuse(const std::string& who, std::size_t step, std::vector<Patch> patch,
                           const std::string& reason) {
  StepOptions options;
  options.from = From{step, "frame", "frame", std::move(patch)};
  s_.reject("dr.decrypt", decrypt_request(who, nullptr), reason, options);
}

void RatchetScript::refuse_again(const std::string& who, std::size_t step,
                                 const std::string& reason) {
  refuse(who, step, {}, reason);
  s_.no_twin("what happened before refuses this frame: no field of it is at fault");
}

void RatchetScript::refuse_again(const std::string& who, std::size_t step,
                                 const std::string& reason, std::size_t fresh) {
  refuse(who, step, {}, reason);
  s_.twin({{"frame", hex(s_.output(fresh, "frame"))}});
}

void RatchetScript::receive_bytes(const std::string& who, const Bytes& frame,
                                  const Bytes& plaintext) {
  StepOptions options;
  options.must = {{"plaintext", hex(plaintext)}};
  s_.ok("dr.decrypt", decrypt_request(who, hex(frame)), options);
}

void RatchetScript::refuse_bytes(const std::string& who, const Bytes& frame,
                                 const std::string& reason, const Bytes& twin,
                                 const std::string& next_reason) {
  s_.reject("dr.decrypt", decrypt_request(who, hex(frame)), reason);
  s_.twin({{"frame", hex(twin)}}, next_reason);
}

void RatchetScript::refuse_bytes(const std::string& who, const Bytes& frame,
                                 const std::string& reason) {
  s_.reject("dr.decrypt", decrypt_request(who, hex(frame)), reason);
  s_.no_twin("the frame is sealed for another key than the one it names: no field repairs it");
}

void RatchetScript::state(const std::string& who, bool counts_only) {
  StepOptions options;
  if (counts_only) options.pin = {{"ratchet_key", "remote_ratchet_key", "ns", "nr", "pn"}};
  s_.ok("dr.state", {{"session", who}}, options);
}

void RatchetScript::ping_pong(std::size_t rounds) {
  for (std::size_t i = 0; i < rounds; ++i) {
    receive("bob", send("alice", fmt::format("ping {}", i)));
    receive("alice", send("bob", fmt::format("pong {}", i)));
  }
}

Bytes RatchetScript::ratchet_key(std::size_t step) const {
  return slice(s_.output(step, "frame"), 5, 32);
}

ForgedChain RatchetScript::alices_first_chain(std::size_t init_step) {
  return {s_.kit(), ad_, alice_.public_key, s_.traced(init_step, "dr.chain_key")};
}

ForgedChain RatchetScript::chain_of(std::size_t receipt, std::size_t sent) {
  return {s_.kit(), ad_, ratchet_key(sent), s_.traced(receipt, "dr.chain_key", 1)};
}

}  // namespace smx::vectors
