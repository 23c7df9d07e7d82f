#pragma once

#include "crypto/guarded_slot.h"
#include "smx/keys.h"

// The short-lived secrets of the key schedule, each a type of its own so that none can stand in for
// another.
namespace smx {

/// One Diffie-Hellman output, already checked not to be all zero.
using DhOutput = Secret<struct DhOutputTag, limits::kKeySize>;
/// SK, the result of X3DH.
using SharedSecret = Secret<struct SharedSecretTag, limits::kKeySize>;
using RootKey = Secret<struct RootKeyTag, limits::kKeySize>;
/// The root key of a session, which lives as long as that does.
using GuardedRootKey = SlotSecret<struct RootKeyTag>;
/// BK, the key of a session's SMX1 envelopes.
using BootstrapKey = Secret<struct BootstrapKeyTag, limits::kKeySize>;
using ChainKey = Secret<struct ChainKeyTag, limits::kKeySize>;
using MessageKey = Secret<struct MessageKeyTag, limits::kKeySize>;
/// The AES-256 key of one message, one envelope layer or one store.
using AeadKey = Secret<struct AeadKeyTag, limits::kKeySize>;

struct X25519KeyPair {
  X25519PrivateKey private_key;
  X25519PublicKey public_key;
  [[nodiscard]] X25519KeyPair duplicate() const { return {private_key.duplicate(), public_key}; }
};

}  // namespace smx
