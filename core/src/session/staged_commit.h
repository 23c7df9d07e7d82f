#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "session/device_state.h"
#include "session/record_changes.h"
#include "smx/store.h"

namespace smx {

/// A session's next state, worked out but not yet taken in.
struct SessionUpdate {
  Session* session = nullptr;
  RatchetChange change;
  /// None while only the ratchet moves, as with most messages.
  std::optional<SessionMeta> meta;

  /// False when nothing changes but skipped keys, which have records of their own.
  [[nodiscard]] bool moves_session() const {
    return meta || change.head || change.sending || change.receiving;
  }

  /// What the session's meta will be.
  [[nodiscard]] const SessionMeta& next_meta() const { return meta ? *meta : session->meta; }
  /// The same, to be changed.
  SessionMeta& change_meta() { return meta ? *meta : meta.emplace(session->meta.duplicate()); }
};

/// Memory that a device's commits use one after the other: one that is no larger than those before
/// it allocates nothing for its records. Between two commits it holds no secret.
struct CommitBuffers {
  RecordChanges changes;
  std::vector<SessionUpdate> updates;

  void clear() noexcept;
};

/// One atomic commit in the making: the records to write, and everything that memory will need
/// afterwards, allocated beforehand. So once the store has said yes nothing can fail any more, and
/// as long as it has not, the device's state is untouched.
///
/// Every stage_* function throws std::bad_alloc and then leaves the state as it was.
class StagedCommit {
 public:
  /// Neither is owned; nothing else may use the buffers meanwhile.
  StagedCommit(DeviceState& state, CommitBuffers& buffers)
      : state_(state), buffers_(buffers), next_serial_(state.next_serial) {}
  StagedCommit(const StagedCommit&) = delete;
  StagedCommit& operator=(const StagedCommit&) = delete;
  ~StagedCommit() { buffers_.clear(); }

  /// The peer of these keys: known, or new in this commit.
  Peer& stage_peer(const DeviceKeys& keys);
  /// Lets a label stand for these keys; true when it stood for others until now.
  bool stage_label(std::string_view label, const DeviceKeys& keys);
  /// The device is told a time (not below the highest before it).
  void stage_now(std::uint64_t now);
  /// A session moves on in place.
  void stage_update(SessionUpdate update);
  /// A known session becomes the active one; comes before its stage_update.
  void stage_activation(Peer& peer, SessionUpdate& update);
  /// A new session becomes the active one; a 41st archived one is dropped.
  void stage_new_session(Peer& peer, Session session);
  void stage_drop(Peer& peer, const Session& session);
  void stage_seen(Peer& peer, const KeyId& signed_prekey, const X25519PublicKey& ephemeral_key);
  /// Forgets the seen bootstraps of an erased signed prekey, with every peer.
  void stage_forget_seen(const KeyId& signed_prekey);
  void stage_restart(Peer& peer, const RestartRecord& restart);
  /// A new published prekey; the one before counts as replaced when the new one was made.
  void stage_signed_prekey(SignedPrekeyEntry entry);
  void stage_erase_signed_prekey(const SignedPrekeyEntry& entry);
  void stage_one_time_prekey(OneTimePrekeyEntry entry);
  void stage_erase_one_time_prekey(const KeyId& key_id);
  void stage_journal(JournalKey key, JournalEntry entry);
  void stage_erase_journal(const JournalKey& key);

  std::uint64_t take_serial() noexcept { return next_serial_++; }

  /// Writes, then takes everything into the state, and nothing is staged any more. Errors: the
  /// store's.
  Result<void> commit(Store& store);

 private:
  void put_session(const SessionMeta& meta, const NextHead& head);
  void apply() noexcept;

  struct NewSession {
    Peer* peer;
    std::unique_ptr<Session> session;
  };
  struct Activation {
    Peer* peer;
    Session* session;
  };
  struct DroppedSession {
    Peer* peer;
    std::uint64_t id;
  };
  struct Seen {
    Peer* peer;
    SeenBootstraps entry;
  };
  struct Restart {
    Peer* peer;
    RestartRecord record;
  };

  DeviceState& state_;
  CommitBuffers& buffers_;
  std::uint64_t next_serial_;
  std::optional<std::uint64_t> now_;
  std::map<DeviceKeys, Peer> peers_;
  std::map<std::string, Label, std::less<>> labels_;
  std::vector<Activation> activations_;
  std::vector<NewSession> new_sessions_;
  std::vector<DroppedSession> dropped_;
  std::vector<Seen> seen_;
  std::vector<KeyId> forgotten_prekeys_;
  std::vector<Restart> restarts_;
  std::optional<SignedPrekeyEntry> new_signed_prekey_;
  std::vector<std::uint64_t> erased_signed_prekeys_;
  OneTimePrekeys new_one_time_prekeys_;
  std::vector<KeyId> erased_one_time_prekeys_;
  std::map<JournalKey, JournalEntry> journal_;
  std::vector<JournalKey> erased_journal_;
};

}  // namespace smx
