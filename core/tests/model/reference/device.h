#pragma once

#include <map>
#include <set>
#include <utility>

#include "ratchet.h"

namespace smx::model {

/// A peer device: the pair of its keys [KEY-12].
struct Peer {
  Key identity{};
  Key signing{};
  friend auto operator<=>(const Peer&, const Peer&) = default;
};

struct Bundle {
  Peer owner;
  Text signed_prekey_id;
  Key signed_prekey{};
  Text signature;
  /// Empty when there is no one-time prekey.
  Text one_time_prekey_id;
  Key one_time_prekey{};
};

/// What an operation draws; each is used as often as it is drawn.
struct Draws {
  Key ephemeral{};
  Key ratchet{};
  Text nonce;
};

struct Session {
  bool responder = false;
  bool one_time_prekey_used = false;
  bool retired = false;
  std::optional<std::uint64_t> stamp;
  Key ephemeral_key{};
  /// BK; an initiator has it exactly while it wraps its frames.
  std::optional<Key> bootstrap_key;
  /// Of an initiator that wraps: the ids its envelopes name.
  Text signed_prekey_id;
  Text one_time_prekey_id;
  Text ad;
  Ratchet ratchet;
};

struct Restart {
  std::uint64_t last = 0;
  std::uint64_t interval = 0;
};

/// What is known of one peer device.
struct Contact {
  /// In order of last becoming active; the first is the active one [SES-02].
  std::vector<Session> sessions;
  /// Signed prekey id and EK_A [SMX1-17].
  std::set<std::pair<Text, Key>> seen;
  std::optional<Restart> restart;
};

struct SignedPrekey {
  Text id;
  Pair pair;
  Text signature;
  std::optional<std::uint64_t> created;
  std::optional<std::uint64_t> replaced;
};

struct OneTimePrekey {
  Text id;
  Pair pair;
};

struct Sent {
  Text envelope;
  /// Of what was sent, the DR_V1 frame within.
  Text frame;
  Peer to;
  bool session_started = false;
  bool one_time_prekey_used = false;
  bool keys_changed = false;
};

struct Received {
  Text plaintext;
  bool session_started = false;
  bool session_replaced = false;
  bool one_time_prekey_used = false;
  bool keys_changed = false;
};

/// A device of docs/spec/sessions.md. A value: who wants to try an operation copies it first, for
/// one that throws leaves it half changed.
class Device {
 public:
  Device(const Key& identity_private, const Key& signing_seed, const OneTimePrekey& signed_prekey,
         std::vector<OneTimePrekey> one_time_prekeys, std::optional<std::uint64_t> now);

  Sent send(const std::string& label, const Bundle* bundle, View plaintext, const Draws& draws);
  Sent restart(const std::string& label, const Bundle& bundle, View plaintext, std::uint64_t now,
               const Draws& draws);
  Received receive(const std::string& label, const Peer& sender, View envelope, const Draws& draws);
  void rotate(std::uint64_t now, const OneTimePrekey& next);
  void replenish(const std::vector<OneTimePrekey>& more);
  void purge(std::uint64_t now);

  /// Counts a receipt by how it ended, empty for success or a restart [SES-22]. Not part of the
  /// state.
  void note(const Peer& peer, const std::string& reason);
  void forget_failures() { failures_.clear(); }
  void take_failures_of(const Device& other) { failures_ = other.failures_; }
  [[nodiscard]] unsigned failures(const Peer& peer) const;

  [[nodiscard]] Peer keys() const { return {identity_.public_key, signing_}; }
  /// The whole state as lines "name value", in an order that the specification gives or that of
  /// the keys; values are bytes.
  [[nodiscard]] std::vector<std::string> picture() const;
  /// Every secret that its sessions have had and must have forgotten.
  [[nodiscard]] std::vector<Key> spent() const;

 private:
  Sent start(const std::string& label, const Bundle& bundle, View plaintext, const Draws& draws,
             std::optional<std::uint64_t> restart_at);
  Received accept(Contact& contact, const Peer& sender, const Envelope& envelope,
                  const Draws& draws);
  Received receive_frame(const Peer& sender, View bytes, const Draws& draws);
  Received receive_envelope(const Peer& sender, View bytes, const Draws& draws);
  Received opened(Contact& contact, std::size_t index, Session next, Text plaintext);
  [[nodiscard]] bool point(const std::string& label, const Peer& peer);
  void refuse_own_keys(const Peer& peer) const;
  SignedPrekey sign(const OneTimePrekey& prekey) const;
  std::uint64_t learn_time(std::uint64_t now);

  Pair identity_;
  Key signing_seed_{};
  Key signing_{};
  std::optional<std::uint64_t> highest_now_;
  /// Oldest first; the last is the published one.
  std::vector<SignedPrekey> signed_prekeys_;
  std::vector<OneTimePrekey> one_time_prekeys_;
  std::map<std::string, Peer> labels_;
  std::map<Peer, Contact> contacts_;
  std::map<Peer, unsigned> failures_;
};

}  // namespace smx::model
