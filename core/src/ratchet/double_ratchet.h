#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "crypto/entropy.h"
#include "crypto/secret_types.h"
#include "ratchet/skipped_keys.h"
#include "smx/dr_frame.h"
#include "smx/error.h"
#include "smx/secret.h"

namespace smx {

/// The ratchet keys of the receiving chains before the current one, newest first.
class EarlierChains {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::span<const X25519PublicKey> keys() const noexcept {
    return {keys_.data(), size_};
  }
  /// The newest enters, a fifth leaves.
  void push(const X25519PublicKey& key) noexcept;

 private:
  std::array<X25519PublicKey, limits::kEarlierChains> keys_{};
  std::size_t size_ = 0;
};

/// Everything of a ratchet but its root key [RK], which is kept apart in guarded memory, and its
/// skipped keys. Names in brackets are the paper's.
struct RatchetHead {
  X25519KeyPair own;                        // [DHs]
  std::optional<X25519PublicKey> remote;    // [DHr]
  std::optional<ChainKey> sending_chain;    // [CKs]
  std::optional<ChainKey> receiving_chain;  // [CKr]
  std::uint32_t sent = 0;                   // [Ns]
  std::uint32_t received = 0;               // [Nr]
  std::uint32_t previous_sent = 0;          // [PN]
  /// Serial number of the current receiving chain; the i-th of `earlier` has chain_serial - 1 - i.
  std::uint32_t chain_serial = 0;
  EarlierChains earlier;
  /// Sequence number of the next skipped key.
  std::uint64_t next_sequence = 0;

  [[nodiscard]] RatchetHead duplicate() const;
};

/// A root key where it is.
using RootKeyView = std::span<const std::uint8_t, RootKey::kSize>;

/// One message further in a chain: the chain key and the message number that come next.
struct ChainAdvance {
  ChainKey key;
  std::uint32_t number = 0;
};

/// What a successful operation will turn the ratchet into, once it is durable. Only what changes is
/// in it: a message in order moves one chain, a stored key that opened one moves none.
struct RatchetChange {
  /// The whole head, after a turn or a gap; then neither of the two chains below.
  std::optional<RatchetHead> head;
  /// After a turn. In ordinary memory until it is applied, as everything that an operation makes:
  /// so a session that exists needs no more guarded memory, and no turn can fail for want of it.
  std::optional<RootKey> root_key;
  std::optional<ChainAdvance> sending;
  std::optional<ChainAdvance> receiving;
  SkippedChange skipped;
};

/// A root key and a head as they will be after a change, without a copy of the keys. Valid as long
/// as all three.
class NextHead {
 public:
  NextHead(RootKeyView root_key, const RatchetHead& head, const RatchetChange& change) noexcept
      : root_key_(change.root_key ? change.root_key->reveal() : root_key),
        base_(change.head ? *change.head : head),
        change_(change) {}
  /// What stays as it is.
  NextHead(RootKeyView root_key, const RatchetHead& head) noexcept;

  [[nodiscard]] RootKeyView root_key() const noexcept { return root_key_; }
  /// What no ChainAdvance moves.
  [[nodiscard]] const RatchetHead& fixed() const noexcept { return base_; }
  [[nodiscard]] const ChainKey* sending_chain() const noexcept;
  [[nodiscard]] const ChainKey* receiving_chain() const noexcept;
  [[nodiscard]] std::uint32_t sent() const noexcept;
  [[nodiscard]] std::uint32_t received() const noexcept;

 private:
  RootKeyView root_key_;
  const RatchetHead& base_;
  const RatchetChange& change_;
};

struct SealedFrame {
  Bytes frame;
  RatchetChange change;
};

struct OpenedFrame {
  SecretBytes plaintext;
  RatchetChange change;
};

/// The Double Ratchet of one session. Every operation is const: it yields its output together with
/// a RatchetChange, and the ratchet is what it was until `apply`. So a refused frame, a failed
/// commit and a lost race leave the state byte for byte as it was [DR].
class DoubleRatchet {
 public:
  /// The initiator's start: a turn of the root chain towards the signed prekey.
  /// `own` is a fresh pair. Errors: low_order_point; those of GuardedSlot::take.
  static Result<DoubleRatchet> start_as_initiator(const RootKey& root_key, X25519KeyPair own,
                                                  const X25519PublicKey& signed_prekey);
  /// The responder's start: the signed prekey is the first ratchet pair, no chain exists.
  /// Errors: those of GuardedSlot::take.
  static Result<DoubleRatchet> start_as_responder(const RootKey& root_key,
                                                  X25519KeyPair signed_prekey);
  /// A stored state. Errors: those of GuardedSlot::take.
  static Result<DoubleRatchet> restore(const RootKey& root_key, RatchetHead&& head,
                                       SkippedKeys&& skipped);

  /// One DR_V1 frame. `ad` is the session's 128-byte associated data. `frame` is resized to 61
  /// bytes more than the plaintext, which must not lie in it; after an error it holds nothing of
  /// use. Errors, in this order: no_sending_chain, too_large, chain_exhausted; out_of_memory.
  [[nodiscard]] Result<RatchetChange> encrypt_into(Bytes& frame, ByteView ad,
                                                   ByteView plaintext) const;
  /// The same into memory of its own.
  [[nodiscard]] Result<SealedFrame> encrypt(ByteView ad, ByteView plaintext) const;

  /// Opens a frame whose form was checked and which does not lie in `plaintext`. That is resized to
  /// what the frame holds, and is empty after decryption_failed. Draws a ratchet pair when the
  /// ratchet turns.
  /// Errors: duplicate_message, too_many_skipped, low_order_point, decryption_failed;
  /// random_failed, out_of_memory.
  [[nodiscard]] Result<RatchetChange> decrypt_into(SecretBytes& plaintext, ByteView ad,
                                                   const Frame& frame, Entropy& entropy) const;
  /// The same into memory of its own.
  [[nodiscard]] Result<OpenedFrame> decrypt(ByteView ad, const Frame& frame,
                                            Entropy& entropy) const;

  /// Stamps skipped keys and lets go those whose stamp is 7 days old or older at `now`, in seconds.
  [[nodiscard]] RatchetChange purge(std::uint64_t now) const;

  /// True when the key belongs to the current receiving chain or to one of the four before it.
  [[nodiscard]] bool knows(const X25519PublicKey& ratchet_key) const noexcept;

  /// Makes room, so that `apply` cannot fail. Throws std::bad_alloc.
  void reserve_for(const RatchetChange& change) { skipped_.reserve_for(change.skipped); }
  void apply(RatchetChange&& change) noexcept;

  [[nodiscard]] const RatchetHead& head() const noexcept { return head_; }
  [[nodiscard]] const GuardedRootKey& root_key() const noexcept { return root_key_; }
  /// What the ratchet is, and what a change of it will make of it.
  [[nodiscard]] NextHead as_it_is() const noexcept { return {root_key_.reveal(), head_}; }
  [[nodiscard]] NextHead after(const RatchetChange& change) const noexcept {
    return {root_key_.reveal(), head_, change};
  }
  [[nodiscard]] const SkippedKeys& skipped() const noexcept { return skipped_; }

#if defined(SMX_CORE_INTERNAL)
  /// Moves the sending chain's counter, to reach the chain's end; the chain key stays.
  void set_sent_for_test(std::uint32_t sent) { head_.sent = sent; }
#endif

 private:
  DoubleRatchet(GuardedRootKey&& root_key, RatchetHead&& head, SkippedKeys&& skipped) noexcept
      : root_key_(std::move(root_key)), head_(std::move(head)), skipped_(std::move(skipped)) {}

  /// The next message of the current chain, which is most of them.
  [[nodiscard]] Result<RatchetChange> decrypt_next(SecretBytes& plaintext, ByteView ad,
                                                   const Frame& frame) const;
  [[nodiscard]] std::optional<std::uint32_t> chain_of(
      const X25519PublicKey& ratchet_key) const noexcept;
  [[nodiscard]] bool is_current(const X25519PublicKey& ratchet_key) const noexcept;

  GuardedRootKey root_key_;
  RatchetHead head_;
  SkippedKeys skipped_;
};

}  // namespace smx
