// One bootstrap between bare sessions: alice makes an envelope for bob, who answers.
#pragma once

#include <string>
#include <string_view>

#include "forge.h"

namespace smx::vectors {

class BootstrapScript {
 public:
  /// `opk`: index of bob's one-time prekey in the bundle, or kNoOpk.
  explicit BootstrapScript(Scenario& s, std::size_t opk = 0,
                           std::string_view spk_id = "спк-2026-α");

  /// x3dh.initiate with bob's bundle, or with another in its place; returns the step.
  std::size_t initiate();
  std::size_t initiate(const Json& bundle);
  void refuse_initiate(const Json& bundle, const std::string& reason);
  /// Request of x3dh.initiate with this bundle.
  Json initiate_request(const Json& bundle);

  /// x3dh.respond to the envelope of a step; `bob` takes it.
  void respond(std::size_t step);
  void respond_bytes(const Bytes& envelope, const Bytes& plaintext);
  /// Refused; the twin is the envelope of the step without the patches.
  void refuse(std::size_t step, std::vector<Patch> patch, const std::string& reason);
  void refuse_bytes(const Bytes& envelope, const std::string& reason, const Bytes& twin,
                    const std::string& next_reason = {});
  /// Request of x3dh.respond without its envelope.
  Json respond_request();

  /// bob answers, alice reads it, and she goes on: three more steps.
  void converse();

  /// An envelope made by hand around `inner`, with the header as given.
  Bytes sealed(const Bytes& header, const Bytes& inner);
  /// The honest header of such an envelope.
  Bytes header(std::uint8_t flags) const;
  Bytes header() const { return header(opk_ == kNoOpk ? 0 : 1); }
  /// A whole envelope as it should be, around frame `n`.
  Bytes genuine(std::size_t n, const Bytes& plaintext);
  /// Alice's first chain in the agreement that sealed() uses.
  ForgedChain chain();

  Person alice;
  Person bob;
  KeyPair ek;
  KeyPair alice_ratchet;
  Bytes nonce;
  Handshake keys;
  Bytes plaintext;

  const Prekey* opk() const { return opk_ == kNoOpk ? nullptr : &bob.opks.at(opk_); }
  Json bob_bundle() const { return bundle(bob, opk_); }
  Scenario& scenario() { return s_; }

 private:
  Json random_for_bob();

  Scenario& s_;
  std::size_t opk_;
  std::size_t draws_ = 0;
};

}  // namespace smx::vectors
