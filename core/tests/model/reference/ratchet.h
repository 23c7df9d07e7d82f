#pragma once

#include "primitives.h"
#include "wire.h"

namespace smx::model {

/// A stored message key [DR-17].
struct Skipped {
  Key ratchet_key{};
  std::uint32_t number = 0;
  Key message_key{};
  std::optional<std::uint64_t> stamp;
};

/// The state of docs/spec/double-ratchet.md under the names of its table.
struct Ratchet {
  Key rk{};
  Pair dhs;
  std::optional<Key> dhr;
  std::optional<Key> cks;
  std::optional<Key> ckr;
  std::uint32_t ns = 0;
  std::uint32_t nr = 0;
  std::uint32_t pn = 0;
  /// In order of storage.
  std::vector<Skipped> skipped;
  /// Newest first.
  std::vector<Key> earlier;
  /// Every secret that this ratchet has had and must have forgotten: for the tests alone.
  std::vector<Key> spent;

  [[nodiscard]] bool current(const Key& key) const { return ckr && dhr == key; }
  /// Current or earlier [DR-09] [DR-10].
  [[nodiscard]] bool knows(const Key& key) const;
};

[[nodiscard]] Ratchet start_initiator(const Key& rk0, const Pair& fresh, const Key& signed_prekey);
[[nodiscard]] Ratchet start_responder(const Key& rk0, const Pair& signed_prekey);

/// Message key to AES key and nonce [DR-03].
[[nodiscard]] Text message_secrets(const Key& message_key);

/// Throws no_sending_chain, too_large, chain_exhausted, in this order.
[[nodiscard]] Text encrypt(Ratchet& ratchet, View ad, View plaintext);
/// `fresh` becomes the private half of the next pair if the ratchet turns. Throws as [DR-12] says.
[[nodiscard]] Text decrypt(Ratchet& ratchet, View ad, const Frame& frame, const Key& fresh);

}  // namespace smx::model
