// Two bare ratchet sessions, "alice" (initiator) and "bob" (responder), and what a script does with
// them. Each frame taken is named by the step that made it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "forge.h"

namespace smx::vectors {

class RatchetScript {
 public:
  explicit RatchetScript(Scenario& s);

  /// dr.init of both sides; `alice_ns` starts her sending counter elsewhere.
  void start(std::uint64_t alice_ns = 0);
  void start_alice(std::uint64_t ns = 0);
  void start_bob();

  /// dr.encrypt; returns the step, whose frame later steps take.
  std::size_t send(const std::string& who, std::string_view label);
  /// `count` frames in a row; returns their steps.
  std::vector<std::size_t> send_many(const std::string& who, std::size_t count);
  void refuse_send(const std::string& who, const Bytes& plaintext, const std::string& reason);

  /// dr.decrypt of the frame of an earlier step.
  void receive(const std::string& who, std::size_t step);
  /// The same with patches, refused; its twin is the frame without them.
  void refuse(const std::string& who, std::size_t step, std::vector<Patch> patch,
              const std::string& reason);
  /// Refused as it stands, for what happened before: no one-field repair unless `fresh` is given.
  void refuse_again(const std::string& who, std::size_t step, const std::string& reason);
  void refuse_again(const std::string& who, std::size_t step, const std::string& reason,
                    std::size_t fresh);

  /// dr.decrypt of bytes made by hand.
  void receive_bytes(const std::string& who, const Bytes& frame, const Bytes& plaintext);
  void refuse_bytes(const std::string& who, const Bytes& frame, const std::string& reason,
                    const Bytes& twin, const std::string& next_reason = {});
  void refuse_bytes(const std::string& who, const Bytes& frame, const std::string& reason);

  /// dr.state, all of it but the digest; `counts_only` leaves the list of stored keys out.
  void state(const std::string& who, bool counts_only = false);

  /// A sending exchange of one frame each way, n times: every frame turns the ratchet.
  void ping_pong(std::size_t rounds);

  const Bytes& ad() const { return ad_; }
  const Bytes& root_key() const { return root_key_; }
  const KeyPair& alice_ratchet() const { return alice_; }
  const KeyPair& bob_spk() const { return bob_; }
  /// Ratchet key in the frame of a step.
  Bytes ratchet_key(std::size_t step) const;
  /// Alice's first sending chain; her dr.init must be traced.
  ForgedChain alices_first_chain(std::size_t init_step = 0);
  /// The sending chain that the receipt of step `receipt` (traced) gave its receiver, whose next
  /// frame (step `sent`) shows the ratchet key.
  ForgedChain chain_of(std::size_t receipt, std::size_t sent);
  Json random(const std::string& who);

 private:
  Json decrypt_request(const std::string& who, const Json& frame);

  Scenario& s_;
  Bytes root_key_;
  Bytes ad_;
  KeyPair alice_;
  KeyPair bob_;
  std::size_t draws_ = 0;
  std::vector<Bytes> plaintexts_;  ///< by step
};

}  // namespace smx::vectors
