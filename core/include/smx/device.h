#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smx/bundle.h"
#include "smx/bytes.h"
#include "smx/error.h"
#include "smx/keys.h"
#include "smx/secret.h"
#include "smx/store.h"

namespace smx {

struct CreateOptions {
  /// Seconds since 1970. Without it the first time that the device is told stands in.
  std::optional<std::uint64_t> now;
  /// One-time prekeys to make at once, 0 to 1000.
  std::size_t one_time_prekeys = 100;
};

/// How an output relates to the delivery id it was asked for under [STO].
enum class Delivery : std::uint8_t {
  /// Made by this call.
  fresh,
  /// An earlier call made it and it was never acknowledged: the same bytes again.
  repeated,
  /// An earlier call made it and it was acknowledged: nothing is returned.
  done,
};

struct SendOptions {
  /// The peer's bundle, needed when there is no session; not owned.
  const Bundle* bundle = nullptr;
  /// 1 to 64 bytes that name this message: the output is kept, in the same commit, until
  /// `acknowledge`, so that a crash between the commit and the hand-over neither loses nor repeats
  /// it. Empty: nothing is kept.
  std::string_view delivery_id;
};

struct ReceiveOptions {
  /// As in SendOptions; sent and received ids are separate.
  std::string_view delivery_id;
};

struct Sent {
  /// SMX1 or DR_V1 bytes, ready for the wire.
  Bytes envelope;
  /// The pair of keys it is for.
  DeviceKeys peer;
  /// This message starts a session.
  bool session_started = false;
  /// The session that carries it was started with a one-time prekey.
  bool one_time_prekey_used = false;
  /// The label stood for another pair of keys until now: tell the user.
  bool peer_keys_changed = false;
  Delivery delivery = Delivery::fresh;
};

struct Received {
  SecretBytes plaintext;
  /// This message started a session on our side.
  bool session_started = false;
  /// That session replaced a session we had with this peer: the peer lost its state, restarted, or
  /// both sides started at once. Tell the application.
  bool session_replaced = false;
  bool one_time_prekey_used = false;
  bool peer_keys_changed = false;
  Delivery delivery = Delivery::fresh;
};

struct PeerStatus {
  std::string label;
  DeviceKeys keys;
  /// The active session and the archived ones.
  std::size_t sessions = 0;
  /// We started the active session and its peer has not answered yet.
  bool awaiting_first_reply = false;
  bool one_time_prekey_used = false;
  std::size_t skipped_keys = 0;
};

struct PendingDelivery {
  std::string id;
  std::string label;
  /// An envelope that we send; else a plaintext that we received.
  bool outgoing = false;
};

/// One device: its keys, its prekeys and its sessions, over a store [SES]. Every operation is one
/// atomic commit: nothing it yields leaves before that is durable, and one that fails has changed
/// nothing. Not thread-safe; several devices over one store are kept apart by the store's
/// generation: the slower gets stale_state and calls `reload`.
///
/// The private halves of its identities and the root keys of its sessions are in guarded memory
/// that is locked, or there is none: where the system refuses to lock (ulimit -l), `create`,
/// `open`, `reload` and what starts a session fail with memory_lock_failed and change nothing. A
/// device needs two pages, and its sessions one page for every 126 in the process; a session that
/// exists needs no more, whatever it sends and receives. (`reload` needs the same again while it
/// runs.)
///
/// Besides those named, every operation may fail with storage_failed, stale_state, seal_limit,
/// counter_failed, random_failed, out_of_memory or not_initialised.
class Device {
 public:
  /// Makes a device in an empty store, which is not owned and must outlive it.
  /// Errors: invalid_argument (the store is not empty, too many prekeys), memory_lock_failed.
  static Result<Device> create(Store& store, const CreateOptions& options = {});
  /// Opens the device that a store holds. Errors: invalid_argument (the store is empty),
  /// state_unreadable, state_too_new, storage_corrupt, memory_lock_failed.
  static Result<Device> open(Store& store);
  Device(Device&&) noexcept;
  Device& operator=(Device&&) noexcept;
  ~Device();

  /// Reads the state again: after stale_state, or storage_failed.
  Result<void> reload();

  [[nodiscard]] const DeviceKeys& keys() const noexcept;
  /// The signed prekey to publish.
  [[nodiscard]] SignedPrekey signed_prekey() const;
  /// Public halves of the one-time prekeys that are left, in the order they were made. All are
  /// durable: publish any of them again after a crash.
  [[nodiscard]] std::vector<OneTimePrekey> one_time_prekeys() const;
  [[nodiscard]] std::size_t one_time_prekey_count() const noexcept;
  /// A bundle without a one-time prekey.
  [[nodiscard]] Bundle bundle() const;
  /// A bundle with a one-time prekey made for it, so that no other bundle carries it.
  Result<Bundle> bundle_with_one_time_prekey();

  /// True when fewer than `threshold` one-time prekeys are left.
  [[nodiscard]] bool low_on_one_time_prekeys(std::size_t threshold) const noexcept;
  /// Makes one-time prekeys and returns the new ones, which are durable then and may be published.
  /// Errors: invalid_argument (more than 1000, or more than 10,000 in all).
  Result<std::vector<OneTimePrekey>> replenish(std::size_t count);
  /// True when the signed prekey is 7 days old at `now`, or of unknown age.
  [[nodiscard]] bool rotation_due(std::uint64_t now) const noexcept;
  /// Makes a new signed prekey. The one it replaces serves 14 days more: see `purge`.
  Result<SignedPrekey> rotate(std::uint64_t now);

  /// Encrypts one message for the device behind a label (0 to 255 bytes), or with a bundle for the
  /// bundle's device, which the label then stands for.
  /// Errors: no_session (no session and no bundle); malformed, bad_signature, low_order_point (the
  /// bundle); no_sending_chain, too_large (over 65,536 bytes), chain_exhausted; invalid_argument;
  /// memory_lock_failed (only where it starts a session).
  Result<Sent> send(std::string_view label, ByteView plaintext, const SendOptions& options = {});
  /// The same, into a result that is the caller's and is used again: `sent` is filled anew, and the
  /// envelope takes the memory that the last one had. So a message of an established session that
  /// is no longer than those before it allocates nothing (with MemoryStore and without a delivery
  /// id). After an error `sent` is empty; its envelope was overwritten, and a second call with the
  /// same plaintext is safe. Errors: as send, and invalid_argument (the plaintext lies in `sent`).
  Result<void> send_into(Sent& sent, std::string_view label, ByteView plaintext,
                         const SendOptions& options = {});
  /// Decrypts one envelope from a device whose pair of keys the caller took from an authenticated
  /// directory entry. The label then stands for that pair.
  /// Errors: malformed, no_session, replayed_bootstrap, unknown_prekey, low_order_point,
  /// too_many_skipped, duplicate_message, decryption_failed; invalid_argument; memory_lock_failed
  /// (only where it starts a session).
  Result<Received> receive(std::string_view label, const DeviceKeys& sender, ByteView envelope,
                           const ReceiveOptions& options = {});
  /// The same, into a result that is the caller's and is used again, as with `send_into`. What the
  /// last plaintext left in the memory is overwritten; call `received.plaintext.clear()` when it is
  /// no longer needed. After an error `received` is empty. Errors: as receive, and invalid_argument
  /// (the envelope lies in `received`).
  Result<void> receive_into(Received& received, std::string_view label, const DeviceKeys& sender,
                            ByteView envelope, const ReceiveOptions& options = {});
  /// Replaces the session with a peer that no longer understands us (recovery). The old session
  /// still decrypts but never sends again. Errors: as send, and restart_limited.
  Result<Sent> restart(std::string_view label, const Bundle& bundle, ByteView plaintext,
                       std::uint64_t now, const SendOptions& options = {});
  /// True after three frames in a row from this peer failed as a lost session fails. Only a hint: a
  /// relay can forge it, so the restart limit is the defence.
  [[nodiscard]] bool restart_suggested(const DeviceKeys& peer) const noexcept;

  /// Lets go what is too old at `now`: skipped keys, archived sessions, replaced signed prekeys
  /// with their seen bootstraps, acknowledged delivery ids. Call it about once a day.
  Result<void> purge(std::uint64_t now);

  /// The output of this delivery id has been handed over: it need not be kept. Unknown ids are
  /// fine.
  Result<void> acknowledge(std::string_view delivery_id, bool outgoing);
  [[nodiscard]] std::vector<PendingDelivery> pending_deliveries() const;

  [[nodiscard]] std::vector<PeerStatus> peers() const;
  /// The pair of keys a label stands for.
  [[nodiscard]] std::optional<DeviceKeys> keys_of(std::string_view label) const;
  [[nodiscard]] std::uint64_t generation() const noexcept;

 private:
  friend struct DeviceAccess;
  class Core;
  explicit Device(std::unique_ptr<Core> core) noexcept;

  std::unique_ptr<Core> core_;
};

}  // namespace smx
