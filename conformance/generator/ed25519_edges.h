// Ed25519 keys and signatures at the edge of the curve: what strict verification is about.
#pragma once

#include <string>
#include <vector>

namespace smx::vectors {

/// One verification; all members but the first three are hex.
struct Ed25519Edge {
  std::string name;
  std::string comment;
  bool accepted;
  std::string public_key;
  std::string message;
  std::string signature;
};

/// A signed prekey whose signature satisfies the equation for a small-order signing key.
struct SpkEdge {
  std::string name;
  std::string signing_key;
  std::string identity_key;
  std::string public_key;
  std::string key_id;
  std::string signature;
};

const std::vector<Ed25519Edge>& ed25519_edges();
const std::vector<SpkEdge>& spk_edges();

}  // namespace smx::vectors
