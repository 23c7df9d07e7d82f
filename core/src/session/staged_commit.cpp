#include "session/staged_commit.h"

#include <algorithm>
#include <utility>

#include "bytes/try.h"
#include "session/device_records.h"
#include "session/session_record.h"

namespace smx {
namespace {

constexpr std::size_t kUpdatesKept = 4;

/// What learning the time does to a signed prekey: ages that were unknown start now.
bool learn_time(SignedPrekeyEntry& entry, bool published, std::uint64_t now) {
  std::optional<std::uint64_t>& age = published ? entry.created_at : entry.replaced_at;
  if (age) return false;
  age = now;
  return true;
}

SignedPrekeyEntry duplicate(const SignedPrekeyEntry& entry) {
  return {entry.serial,    entry.key_id,     entry.pair.duplicate(),
          entry.signature, entry.created_at, entry.replaced_at};
}

}  // namespace

void CommitBuffers::clear() noexcept {
  changes.clear();
  updates.clear();
  // What one purge of many sessions needed is not kept.
  if (updates.capacity() > kUpdatesKept) updates = std::vector<SessionUpdate>();
}

Peer& StagedCommit::stage_peer(const DeviceKeys& keys) {
  if (Peer* known = state_.find_peer(keys)) return *known;
  const auto [place, inserted] = peers_.try_emplace(keys);
  Peer& peer = place->second;
  if (inserted) {
    peer.id = take_serial();
    peer.keys = keys;
    buffers_.changes.put(record_id(record_kind::kPeer, peer.id), encode_peer(keys, std::nullopt));
  }
  return peer;
}

bool StagedCommit::stage_label(std::string_view label, const DeviceKeys& keys) {
  const auto known = state_.labels.find(label);
  if (known != state_.labels.end() && known->second.keys == keys) return false;
  const bool changed = known != state_.labels.end();
  const std::uint64_t serial = changed ? known->second.serial : take_serial();
  labels_.insert_or_assign(std::string(label), Label{serial, keys});
  buffers_.changes.put(record_id(record_kind::kLabel, serial), encode_label(label, keys));
  return changed;
}

void StagedCommit::stage_now(std::uint64_t now) {
  now_ = now;
  if (state_.highest_now != now)
    buffers_.changes.put(std::string(record_kind::kClock), encode_clock(now));
  for (const SignedPrekeyEntry& entry : state_.signed_prekeys) {
    SignedPrekeyEntry next = duplicate(entry);
    if (learn_time(next, &entry == &state_.published_prekey(), now))
      buffers_.changes.put(record_id(record_kind::kSignedPrekey, entry.serial),
                           encode_signed_prekey(next));
  }
}

void StagedCommit::put_session(const SessionMeta& meta, const NextHead& head) {
  encode_session_into(buffers_.changes.put(record_kind::kSession, meta.id), meta, head);
}

void StagedCommit::stage_update(SessionUpdate update) {
  const Session& session = *update.session;
  const std::uint64_t id = session.meta.id;
  const SkippedChange& skipped = update.change.skipped;
  if (update.moves_session()) put_session(update.next_meta(), session.ratchet.after(update.change));
  const SkippedBySequence& stored = session.ratchet.skipped().entries();
  for (auto entry = stored.begin(); entry != stored.end() && entry->first < skipped.oldest_kept;
       ++entry)
    buffers_.changes.erase_skipped(id, entry->first);
  if (skipped.used) buffers_.changes.erase_skipped(id, *skipped.used);
  if (skipped.stamp_with) {
    for (auto entry = stored.rbegin(); entry != stored.rend() && !entry->second.stamp; ++entry) {
      const SkippedKey& key = entry->second;
      buffers_.changes.put(
          skipped_record_id(id, entry->first),
          encode_skipped_key({key.chain, key.number, key.key.duplicate(), skipped.stamp_with}));
    }
  }
  for (const auto& [sequence, key] : skipped.added)
    buffers_.changes.put(skipped_record_id(id, sequence), encode_skipped_key(key));
  update.session->ratchet.reserve_for(update.change);
  buffers_.updates.push_back(std::move(update));
}

void StagedCommit::stage_activation(Peer& peer, SessionUpdate& update) {
  if (peer.active() == update.session || update.next_meta().retired) return;
  SessionMeta& meta = update.change_meta();
  meta.activation = take_serial();
  meta.archived_at.reset();
  activations_.push_back({&peer, update.session});
}

void StagedCommit::stage_new_session(Peer& peer, Session session) {
  session.meta.id = take_serial();
  session.meta.peer_id = peer.id;
  session.meta.activation = take_serial();
  put_session(session.meta, session.ratchet.as_it_is());
  for (const auto& [sequence, key] : session.ratchet.skipped().entries())
    buffers_.changes.put(skipped_record_id(session.meta.id, sequence), encode_skipped_key(key));
  if (peer.sessions.size() > limits::kMaxArchivedSessions) stage_drop(peer, *peer.sessions.back());
  peer.sessions.reserve(peer.sessions.size() + 1);
  new_sessions_.push_back({&peer, std::make_unique<Session>(std::move(session))});
}

void StagedCommit::stage_drop(Peer& peer, const Session& session) {
  const std::uint64_t id = session.meta.id;
  buffers_.changes.erase(record_id(record_kind::kSession, id));
  for (const auto& [sequence, key] : session.ratchet.skipped().entries())
    buffers_.changes.erase_skipped(id, sequence);
  dropped_.push_back({&peer, id});
}

void StagedCommit::stage_seen(Peer& peer, const KeyId& signed_prekey,
                              const X25519PublicKey& ephemeral_key) {
  const std::uint64_t serial = take_serial();
  buffers_.changes.put(record_id(record_kind::kSeen, serial),
                       encode_seen({peer.id, signed_prekey, ephemeral_key}));
  seen_.push_back({&peer, {}});
  seen_.back().entry[signed_prekey].emplace(ephemeral_key, serial);
}

void StagedCommit::stage_forget_seen(const KeyId& signed_prekey) {
  for (const auto& [keys, peer] : state_.peers) {
    const auto seen = peer.seen.find(signed_prekey);
    if (seen == peer.seen.end()) continue;
    for (const auto& [ephemeral, serial] : seen->second)
      buffers_.changes.erase(record_id(record_kind::kSeen, serial));
  }
  forgotten_prekeys_.push_back(signed_prekey);
}

void StagedCommit::stage_restart(Peer& peer, const RestartRecord& restart) {
  buffers_.changes.put(record_id(record_kind::kPeer, peer.id), encode_peer(peer.keys, restart));
  restarts_.push_back({&peer, restart});
}

void StagedCommit::stage_signed_prekey(SignedPrekeyEntry entry) {
  SignedPrekeyEntry replaced = duplicate(state_.published_prekey());
  if (now_) learn_time(replaced, true, *now_);
  replaced.replaced_at = entry.created_at;
  buffers_.changes.put(record_id(record_kind::kSignedPrekey, replaced.serial),
                       encode_signed_prekey(replaced));
  buffers_.changes.put(record_id(record_kind::kSignedPrekey, entry.serial),
                       encode_signed_prekey(entry));
  state_.signed_prekeys.reserve(state_.signed_prekeys.size() + 1);
  new_signed_prekey_ = std::move(entry);
}

void StagedCommit::stage_erase_signed_prekey(const SignedPrekeyEntry& entry) {
  buffers_.changes.erase(record_id(record_kind::kSignedPrekey, entry.serial));
  erased_signed_prekeys_.push_back(entry.serial);
}

void StagedCommit::stage_one_time_prekey(OneTimePrekeyEntry entry) {
  buffers_.changes.put(record_id(record_kind::kOneTimePrekey, entry.serial),
                       encode_one_time_prekey(entry));
  const KeyId key_id = entry.key_id;
  new_one_time_prekeys_.emplace(key_id, std::move(entry));
}

void StagedCommit::stage_erase_one_time_prekey(const KeyId& key_id) {
  const auto entry = state_.one_time_prekeys.find(key_id);
  if (entry == state_.one_time_prekeys.end()) return;
  buffers_.changes.erase(record_id(record_kind::kOneTimePrekey, entry->second.serial));
  erased_one_time_prekeys_.push_back(key_id);
}

void StagedCommit::stage_journal(JournalKey key, JournalEntry entry) {
  buffers_.changes.put(record_id(record_kind::kJournal, entry.serial), encode_journal(key, entry));
  journal_.insert_or_assign(std::move(key), std::move(entry));
}

void StagedCommit::stage_erase_journal(const JournalKey& key) {
  const auto entry = state_.journal.find(key);
  if (entry == state_.journal.end()) return;
  buffers_.changes.erase(record_id(record_kind::kJournal, entry->second.serial));
  erased_journal_.push_back(key);
}

Result<void> StagedCommit::commit(Store& store) {
  const std::span<const RecordChange> changes = buffers_.changes.all();
  if (!changes.empty()) {
    SMX_TRY(store.commit(state_.generation, changes));
    ++state_.generation;
  }
  apply();
  buffers_.clear();
  return {};
}

void StagedCommit::apply() noexcept {
  state_.next_serial = next_serial_;
  if (now_) {
    state_.highest_now = now_;
    for (SignedPrekeyEntry& entry : state_.signed_prekeys)
      learn_time(entry, &entry == &state_.signed_prekeys.back(), *now_);
  }
  if (new_signed_prekey_) {
    state_.signed_prekeys.back().replaced_at = new_signed_prekey_->created_at;
    state_.signed_prekeys.push_back(std::move(*new_signed_prekey_));
  }
  std::erase_if(state_.signed_prekeys, [this](const SignedPrekeyEntry& entry) {
    return std::ranges::find(erased_signed_prekeys_, entry.serial) != erased_signed_prekeys_.end();
  });
  for (const KeyId& key_id : erased_one_time_prekeys_) state_.one_time_prekeys.erase(key_id);
  state_.one_time_prekeys.merge(new_one_time_prekeys_);

  state_.peers.merge(peers_);
  for (auto& [label, entry] : labels_) {
    if (const auto known = state_.labels.find(label); known != state_.labels.end())
      known->second = entry;
  }
  state_.labels.merge(labels_);

  for (SessionUpdate& update : buffers_.updates) {
    if (update.meta) update.session->meta = std::move(*update.meta);
    update.session->ratchet.apply(std::move(update.change));
  }
  for (const DroppedSession& dropped : dropped_)
    std::erase_if(dropped.peer->sessions,
                  [&](const auto& session) { return session->meta.id == dropped.id; });
  for (const Activation& activation : activations_) {
    auto& sessions = activation.peer->sessions;
    const auto place = std::ranges::find_if(
        sessions, [&](const auto& session) { return session.get() == activation.session; });
    if (place != sessions.end()) std::rotate(sessions.begin(), place, std::next(place));
  }
  for (NewSession& added : new_sessions_)
    added.peer->sessions.insert(added.peer->sessions.begin(), std::move(added.session));

  for (Seen& seen : seen_) {
    for (auto& [prekey, ephemerals] : seen.entry) {
      if (const auto known = seen.peer->seen.find(prekey); known != seen.peer->seen.end())
        known->second.merge(ephemerals);
    }
    seen.peer->seen.merge(seen.entry);
  }
  for (const KeyId& key_id : forgotten_prekeys_)
    for (auto& [keys, peer] : state_.peers) peer.seen.erase(key_id);
  for (const Restart& restart : restarts_) restart.peer->restart = restart.record;

  for (auto& [key, entry] : journal_) {
    if (const auto known = state_.journal.find(key); known != state_.journal.end())
      known->second = std::move(entry);
  }
  state_.journal.merge(journal_);
  for (const JournalKey& key : erased_journal_) state_.journal.erase(key);
}

}  // namespace smx
