#pragma once

#include <cstdint>
#include <optional>

#include "ratchet/double_ratchet.h"
#include "session/local_keys.h"
#include "smx/bundle.h"
#include "smx/smx1.h"
#include "x3dh/key_schedule.h"

namespace smx {

enum class Role : std::uint8_t { initiator = 1, responder = 2 };

/// The prekeys that an initiator names in every envelope until it hears from its peer.
struct PrekeyNames {
  KeyId signed_prekey;
  std::optional<KeyId> one_time_prekey;
};

/// Everything of a session but its ratchet.
struct SessionMeta {
  /// Numbers of the session and of its peer in this device's store.
  std::uint64_t id = 0;
  std::uint64_t peer_id = 0;
  Role role = Role::initiator;
  bool one_time_prekey_used = false;
  /// Replaced by a restart: still decrypts, is never active again [SES].
  bool retired = false;
  /// Rises with every activation: the order of last becoming active.
  std::uint64_t activation = 0;
  /// First purge that saw the session archived, in seconds.
  std::optional<std::uint64_t> archived_at;
  /// EK_A.
  X25519PublicKey ephemeral_key;
  /// BK: a responder's for as long as the session lives, an initiator's until the first reply.
  std::optional<BootstrapKey> bootstrap_key;
  /// Set while an initiator wraps its frames.
  std::optional<PrekeyNames> wrapping;

  [[nodiscard]] SessionMeta duplicate() const;
};

struct Session {
  SessionMeta meta;
  AssociatedData ad;
  DoubleRatchet ratchet;
};

/// X3DH and the ratchet's start towards a bundle that check_bundle accepted. Draws ek_private, then
/// ratchet_private. Errors: low_order_point, random_failed, out_of_memory, memory_lock_failed.
Result<Session> start_session_as_initiator(const LocalKeys& own, const Bundle& bundle,
                                           Entropy& entropy);

/// The other side. `one_time_prekey` is null when the envelope names none.
/// Errors: low_order_point, out_of_memory, memory_lock_failed.
Result<Session> start_session_as_responder(const LocalKeys& own, const X25519KeyPair& signed_prekey,
                                           const X25519PrivateKey* one_time_prekey,
                                           const DeviceKeys& sender, const Smx1Header& header);

/// Seals a frame into an SMX1 envelope; only while the session wraps. Draws nonce.
/// Errors: invalid_argument (not wrapping), random_failed, out_of_memory.
Result<Bytes> wrap_frame(const Session& session, ByteView frame, Entropy& entropy);

/// Opens the outer layer of an envelope. Errors: decryption_failed, out_of_memory.
Result<Bytes> unwrap_frame(const Session& session, const Smx1& envelope);

/// Checks the frame's form and lets the session's ratchet open it; the session is unchanged.
/// Errors: malformed, and as DoubleRatchet::decrypt.
Result<OpenedFrame> open_frame(const Session& session, ByteView frame, Entropy& entropy);

}  // namespace smx
