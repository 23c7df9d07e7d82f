#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/entropy.h"
#include "session/device_state.h"
#include "session/staged_commit.h"
#include "smx/device.h"

namespace smx {

/// The private halves that a device starts with. Signed prekeys are oldest first, at least one; the
/// last is the published one.
struct DeviceMaterial {
  X25519PrivateKey identity_private;
  Ed25519PrivateKey signing_private;
  std::vector<PrekeyMaterial> signed_prekeys;
  std::vector<PrekeyMaterial> one_time_prekeys;
};

/// The device behind smx::Device: coordinates codec, X3DH and ratchet, and commits through the
/// store. Throws nothing but std::bad_alloc, which Device turns into out_of_memory; whatever
/// happens before the store's yes leaves the state as it was.
class Device::Core {
 public:
  Core(Store& store, DeviceState state)
      : store_(&store), state_(std::move(state)), public_keys_(state_.keys.public_keys()) {}

  /// Errors: invalid_argument (the store is not empty, no signed prekey); malformed (a key id
  /// twice).
  static Result<std::unique_ptr<Core>> create(Store& store, DeviceMaterial material,
                                              std::optional<std::uint64_t> now);
  static Result<std::unique_ptr<Core>> open(Store& store);
  Result<void> reload();

  /// As Device::send_into and Device::receive_into; after an error the caller empties the result.
  Result<void> send_into(Sent& sent, std::string_view label, ByteView plaintext,
                         const SendOptions& options);
  Result<void> receive_into(Received& received, std::string_view label, const DeviceKeys& sender,
                            ByteView envelope, const ReceiveOptions& options);
  Result<Sent> send(std::string_view label, ByteView plaintext, const SendOptions& options);
  Result<Sent> restart(std::string_view label, const Bundle& bundle, ByteView plaintext,
                       std::uint64_t now, const SendOptions& options);
  Result<Received> receive(std::string_view label, const DeviceKeys& sender, ByteView envelope,
                           const ReceiveOptions& options);

  Result<SignedPrekey> rotate(std::uint64_t now, PrekeyMaterial material);
  Result<std::vector<OneTimePrekey>> replenish(std::vector<PrekeyMaterial> materials);
  Result<void> purge(std::uint64_t now);
  Result<void> acknowledge(std::string_view delivery_id, bool outgoing);

  /// A fresh prekey with a fresh name. Errors: random_failed.
  Result<PrekeyMaterial> make_prekey(std::string_view name_prefix, Draw draw);

  [[nodiscard]] const DeviceKeys& public_keys() const noexcept { return public_keys_; }
  [[nodiscard]] const DeviceState& state() const noexcept { return state_; }
  [[nodiscard]] Entropy& entropy() noexcept { return entropy_; }
  [[nodiscard]] std::uint32_t failures_of(const DeviceKeys& peer) const noexcept;

 private:
  /// What a session's opening of a frame will become, once committed.
  struct Opening {
    Session* session;
    RatchetChange change;
  };

  Result<void> start_session(Sent& sent, std::string_view label, const Bundle& bundle,
                             ByteView plaintext, std::optional<std::uint64_t> restart_at,
                             const SendOptions& options);
  Result<void> receive_frame(Received& received, std::string_view label, const DeviceKeys& sender,
                             ByteView envelope, const ReceiveOptions& options);
  Result<void> receive_bootstrap(Received& received, std::string_view label,
                                 const DeviceKeys& sender, ByteView envelope,
                                 const ReceiveOptions& options);
  Result<void> accept_session(Received& received, std::string_view label, const DeviceKeys& sender,
                              const Smx1& envelope, const ReceiveOptions& options);
  /// The plaintext is in `received` already.
  Result<void> commit_opening(Received& received, std::string_view label, Peer& peer,
                              Opening opening, const ReceiveOptions& options);
  Result<Opening> open_with_some_session(SecretBytes& plaintext, Peer& peer, ByteView envelope);
  void purge_sessions(StagedCommit& staged, std::uint64_t now);
  void purge_prekeys(StagedCommit& staged, std::uint64_t now);
  void purge_journal(StagedCommit& staged, std::uint64_t now);

  void journal(StagedCommit& staged, bool outgoing, std::string_view delivery_id,
               std::string_view label, ByteView output);
  [[nodiscard]] const JournalEntry* journaled(bool outgoing, std::string_view delivery_id) const;
  [[nodiscard]] std::uint64_t at_least_highest(std::uint64_t now) const noexcept;
  void note_outcome(const DeviceKeys& peer, std::optional<Error> error);

  Store* store_;
  DeviceState state_;
  DeviceKeys public_keys_;
  Entropy entropy_;
  CommitBuffers commit_buffers_;
  /// Frames in a row that failed as a lost session fails; in memory only.
  std::map<DeviceKeys, std::uint32_t> failures_;
};

}  // namespace smx
