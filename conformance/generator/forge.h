// Messages made by hand from the contract's primitives, each field under the author's control: what
// a tampering peer, who holds valid keys, could seal. A bit flip never shows these: its tag fails
// first.
#pragma once

#include <cstdint>
#include <vector>

#include "actors.h"

namespace smx::vectors {

/// The keys that one X3DH agreement gives.
struct Handshake {
  Bytes ad;             ///< IK_A || SGK_A || IK_B || SGK_B
  Bytes root_key;       ///< RK0
  Bytes bootstrap_key;  ///< BK
};

/// HKDF chain of X3DH from the Diffie-Hellman outputs dh1.. (32 bytes each).
Handshake handshake(Kit& kit, const Bytes& ad, const std::vector<Bytes>& dh);
/// The agreement as initiator `a` with ephemeral `ek` computes it; `opk` may be null.
Handshake agree(Kit& kit, const Person& a, const KeyPair& ek, const Person& b, const Prekey* opk);

/// Associated data of a session that `a` initiated towards `b`.
Bytes associated_data(const Person& a, const Person& b);

/// SMX1 bytes up to and with the nonce. The lengths are those of the ids given.
Bytes smx1_header(std::uint8_t flags, const Bytes& ek, const Bytes& spk_id, const Bytes& opk_id,
                  const Bytes& nonce);
/// A whole envelope: `header` (its last 12 bytes are the nonce) and `inner` sealed under it.
Bytes seal_smx1(Kit& kit, const Handshake& keys, const Bytes& header, const Bytes& inner);

/// A root key and the chain key that left with it.
struct Chain {
  Bytes root_key;
  Bytes key;  ///< chain key before message 0
};

Chain turn_root(Kit& kit, const Bytes& root_key, const Bytes& dh);

/// The message keys of one chain, from message 0 on; each HMAC is asked for once.
class MessageKeys {
 public:
  MessageKeys(Kit& kit, Bytes chain_key) : kit_(kit), next_(std::move(chain_key)) {}
  const Bytes& at(std::size_t n);

 private:
  Kit& kit_;
  Bytes next_;
  std::vector<Bytes> keys_;
};

/// The 45 bytes before a frame's ciphertext.
Bytes drv1_header(const Bytes& ratchet_key, std::uint64_t pn, std::uint64_t n,
                  std::uint8_t flags = 0);
/// A whole frame: `plaintext` sealed under `message_key` with `ad || header`.
Bytes seal_drv1(Kit& kit, const Bytes& message_key, const Bytes& ad, const Bytes& header,
                const Bytes& plaintext);

/// One sending chain from the outside: any frame of it, without sending the ones before.
class ForgedChain {
 public:
  /// `chain_key` is the one before message 0.
  ForgedChain(Kit& kit, Bytes ad, Bytes ratchet_key, Bytes chain_key)
      : kit_(kit),
        ad_(std::move(ad)),
        ratchet_key_(std::move(ratchet_key)),
        keys_(kit, std::move(chain_key)) {}

  /// Frame `n`, sealed with everything as it should be.
  Bytes frame(std::size_t n, std::uint64_t pn, const Bytes& plaintext) {
    return seal_drv1(kit_, keys_.at(n), ad_, drv1_header(ratchet_key_, pn, n), plaintext);
  }
  /// Message key `n` under a header of the author's.
  Bytes sealed_as(std::size_t n, const Bytes& header, const Bytes& plaintext) {
    return seal_drv1(kit_, keys_.at(n), ad_, header, plaintext);
  }
  const Bytes& ratchet_key() const { return ratchet_key_; }

 private:
  Kit& kit_;
  Bytes ad_;
  Bytes ratchet_key_;
  MessageKeys keys_;
};

}  // namespace smx::vectors
