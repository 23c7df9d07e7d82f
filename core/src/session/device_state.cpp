#include "session/device_state.h"

#include <algorithm>
#include <utility>

#include "bytes/try.h"
#include "session/device_records.h"
#include "session/session_record.h"

namespace smx {
namespace {

/// What can be seen only of the whole state. No operation leaves anything behind that fails here,
/// so it is damage, and going on with it could mix up sessions, keys or times [STO-08].
class SoundnessCheck {
 public:
  explicit SoundnessCheck(const DeviceState& state) : state_(state) {}

  [[nodiscard]] bool holds() const {
    return std::ranges::all_of(state_.signed_prekeys,
                               [&](const auto& entry) { return is_sound(entry); }) &&
           std::ranges::all_of(state_.peers,
                               [&](const auto& entry) { return is_sound(entry.second); }) &&
           std::ranges::all_of(state_.journal,
                               [&](const auto& entry) { return is_past(entry.second.stamp); });
  }

 private:
  /// No time is later than the highest that the device was given, and none precedes the first.
  [[nodiscard]] bool is_past(const std::optional<std::uint64_t>& time) const {
    return !time || (state_.highest_now && *time <= *state_.highest_now);
  }

  [[nodiscard]] bool is_sound(const SignedPrekeyEntry& entry) const {
    const bool published = &entry == &state_.published_prekey();
    const auto& age = published ? entry.created_at : entry.replaced_at;
    return age.has_value() == state_.highest_now.has_value() && !(published && entry.replaced_at) &&
           is_past(entry.created_at) && is_past(entry.replaced_at);
  }

  [[nodiscard]] bool is_sound(const Peer& peer) const {
    if (peer.restart &&
        (!is_past(peer.restart->last) || peer.restart->interval < limits::kFirstRestartInterval ||
         peer.restart->interval > limits::kMaxRestartInterval))
      return false;
    for (const auto& [prekey, ephemerals] : peer.seen) {
      if (state_.find_signed_prekey(prekey) == nullptr ||
          ephemerals.size() > limits::kMaxSeenPerPeerAndPrekey)
        return false;
    }
    if (peer.sessions.size() > 1 + limits::kMaxArchivedSessions) return false;
    const auto not_later = [](const auto& a, const auto& b) {
      return a->meta.activation <= b->meta.activation;
    };
    if (std::ranges::adjacent_find(peer.sessions, not_later) != peer.sessions.end()) return false;
    if (const Session* active = peer.active();
        active != nullptr && (active->meta.retired || active->meta.archived_at))
      return false;
    return std::ranges::all_of(peer.sessions,
                               [&](const auto& session) { return is_sound(*session); });
  }

  [[nodiscard]] bool is_sound(const Session& session) const {
    const SkippedKeys& skipped = session.ratchet.skipped();
    return session.meta.activation <= kMaxSerial && is_past(session.meta.archived_at) &&
           skipped.size() <= limits::kMaxStoredSkippedKeys &&
           std::ranges::all_of(skipped.entries(), [&](const auto& entry) {
             return is_sound(session.ratchet, entry.first, entry.second);
           });
  }

  [[nodiscard]] bool is_sound(const DoubleRatchet& ratchet, std::uint64_t sequence,
                              const SkippedKey& key) const {
    const RatchetHead& head = ratchet.head();
    const std::uint32_t age = head.chain_serial - key.chain;
    const auto* found = ratchet.skipped().find(key.chain, key.number);
    return head.receiving_chain && age <= head.earlier.size() &&
           key.number < (age == 0 ? head.received : limits::kMaxChainLength) &&
           sequence < head.next_sequence && found != nullptr && found->first == sequence &&
           is_past(key.stamp);
  }

  const DeviceState& state_;
};

/// Collects the records of a snapshot. Records refer to each other by number (a session to its
/// peer, a skipped key to its session), so they are taken in by kind and joined at the end.
class Loader {
 public:
  Result<void> take(const Record& record) {
    SMX_ASSIGN(const ParsedRecordId id, parse_record_id(record.id));
    state_.next_serial = std::max(state_.next_serial, id.serial + 1);
    const ByteView value = record.value.reveal();
    if (id.kind == record_kind::kIdentity) return take_identity(value);
    if (id.kind == record_kind::kClock) return take_clock(value);
    if (id.kind == record_kind::kSignedPrekey) return take_signed_prekey(id.serial, value);
    if (id.kind == record_kind::kOneTimePrekey) return take_one_time_prekey(id.serial, value);
    if (id.kind == record_kind::kPeer) return take_peer(id.serial, value);
    if (id.kind == record_kind::kSession) return take_session(id.serial, value);
    if (id.kind == record_kind::kSkipped) return take_skipped(id, value);
    if (id.kind == record_kind::kSeen) return take_seen(id.serial, value);
    if (id.kind == record_kind::kLabel) return take_label(id.serial, value);
    if (id.kind == record_kind::kJournal) return take_journal(id.serial, value);
    return fail(Error::state_unreadable);
  }

  Result<DeviceState> finish() {
    if (!has_identity_ || state_.signed_prekeys.empty()) return fail(Error::state_unreadable);
    std::ranges::sort(state_.signed_prekeys, {}, &SignedPrekeyEntry::serial);
    SMX_TRY(join_peers());
    SMX_TRY(join_sessions());
    SMX_TRY(join_seen());
    if (!SoundnessCheck(state_).holds()) return fail(Error::state_unreadable);
    return std::move(state_);
  }

 private:
  struct SeenEntry {
    std::uint64_t serial;
    SeenRecord record;
  };

  Result<void> take_identity(ByteView value) {
    SMX_ASSIGN(state_.keys, decode_identity(value));
    has_identity_ = true;
    return {};
  }
  Result<void> take_clock(ByteView value) {
    SMX_ASSIGN(state_.highest_now, decode_clock(value));
    return {};
  }
  Result<void> take_signed_prekey(std::uint64_t serial, ByteView value) {
    SMX_ASSIGN(SignedPrekeyEntry entry, decode_signed_prekey(serial, value));
    if (state_.find_signed_prekey(entry.key_id) != nullptr) return fail(Error::state_unreadable);
    state_.signed_prekeys.push_back(std::move(entry));
    return {};
  }
  Result<void> take_one_time_prekey(std::uint64_t serial, ByteView value) {
    SMX_ASSIGN(OneTimePrekeyEntry entry, decode_one_time_prekey(serial, value));
    const KeyId key_id = entry.key_id;
    return unique(state_.one_time_prekeys.emplace(key_id, std::move(entry)).second);
  }
  Result<void> take_peer(std::uint64_t id, ByteView value) {
    SMX_ASSIGN(Peer peer, decode_peer(id, value));
    return unique(peers_.emplace(id, std::move(peer)).second);
  }
  Result<void> take_session(std::uint64_t id, ByteView value) {
    SMX_ASSIGN(DecodedSession session, decode_session(value));
    if (session.meta.id != id) return fail(Error::state_unreadable);
    return unique(sessions_.emplace(id, std::move(session)).second);
  }
  Result<void> take_skipped(const ParsedRecordId& id, ByteView value) {
    SMX_ASSIGN(SkippedKey key, decode_skipped_key(value));
    skipped_[id.serial].restore(id.sequence, std::move(key));
    return {};
  }
  Result<void> take_seen(std::uint64_t serial, ByteView value) {
    SMX_ASSIGN(const SeenRecord record, decode_seen(value));
    seen_.push_back({serial, record});
    return {};
  }
  Result<void> take_label(std::uint64_t serial, ByteView value) {
    SMX_ASSIGN(LabelRecord record, decode_label(value));
    return unique(
        state_.labels.emplace(std::move(record.label), Label{serial, record.keys}).second);
  }
  Result<void> take_journal(std::uint64_t serial, ByteView value) {
    SMX_ASSIGN(JournalRecord record, decode_journal(serial, value));
    return unique(state_.journal.emplace(std::move(record.key), std::move(record.entry)).second);
  }
  static Result<void> unique(bool inserted) {
    if (!inserted) return fail(Error::state_unreadable);
    return {};
  }

  Result<void> join_peers() {
    for (auto& [id, peer] : peers_) {
      const DeviceKeys keys = peer.keys;
      const auto [place, inserted] = state_.peers.emplace(keys, std::move(peer));
      if (!inserted) return fail(Error::state_unreadable);
      peer_by_id_.emplace(id, &place->second);
    }
    return {};
  }

  Result<void> join_sessions() {
    for (auto& [id, decoded] : sessions_) {
      const auto peer = peer_by_id_.find(decoded.meta.peer_id);
      if (peer == peer_by_id_.end()) return fail(Error::state_unreadable);
      const DeviceKeys own = state_.keys.public_keys();
      const DeviceKeys& other = peer->second->keys;
      const AssociatedData ad = decoded.meta.role == Role::initiator ? associated_data(own, other)
                                                                     : associated_data(other, own);
      auto skipped = skipped_.extract(id);
      SMX_ASSIGN(DoubleRatchet ratchet,
                 DoubleRatchet::restore(decoded.root_key, std::move(decoded.head),
                                        skipped ? std::move(skipped.mapped()) : SkippedKeys{}));
      peer->second->sessions.push_back(
          std::make_unique<Session>(Session{std::move(decoded.meta), ad, std::move(ratchet)}));
    }
    // A skipped key without its session would never be let go.
    if (!skipped_.empty()) return fail(Error::state_unreadable);
    for (auto& [peer_keys, peer] : state_.peers) {
      std::ranges::sort(peer.sessions, std::ranges::greater{},
                        [](const auto& session) { return session->meta.activation; });
      for (const auto& session : peer.sessions)
        state_.next_serial = std::max(state_.next_serial, session->meta.activation + 1);
    }
    return {};
  }

  Result<void> join_seen() {
    for (const SeenEntry& entry : seen_) {
      const auto peer = peer_by_id_.find(entry.record.peer_id);
      if (peer == peer_by_id_.end()) return fail(Error::state_unreadable);
      auto& ephemerals = peer->second->seen[entry.record.signed_prekey];
      SMX_TRY(unique(ephemerals.emplace(entry.record.ephemeral_key, entry.serial).second));
    }
    return {};
  }

  DeviceState state_;
  bool has_identity_ = false;
  std::map<std::uint64_t, Peer> peers_;
  std::map<std::uint64_t, Peer*> peer_by_id_;
  std::map<std::uint64_t, DecodedSession> sessions_;
  std::map<std::uint64_t, SkippedKeys> skipped_;
  std::vector<SeenEntry> seen_;
};

void add_peer_records(const Peer& peer, std::vector<Record>& out) {
  out.push_back({record_id(record_kind::kPeer, peer.id), encode_peer(peer.keys, peer.restart)});
  for (const auto& session : peer.sessions) {
    const std::uint64_t id = session->meta.id;
    out.push_back({record_id(record_kind::kSession, id),
                   encode_session(session->meta, session->ratchet.as_it_is())});
    for (const auto& [sequence, key] : session->ratchet.skipped().entries())
      out.push_back({skipped_record_id(id, sequence), encode_skipped_key(key)});
  }
  for (const auto& [prekey, ephemerals] : peer.seen)
    for (const auto& [ephemeral, serial] : ephemerals)
      out.push_back(
          {record_id(record_kind::kSeen, serial), encode_seen({peer.id, prekey, ephemeral})});
}

}  // namespace

const SignedPrekeyEntry* DeviceState::find_signed_prekey(const KeyId& key_id) const {
  const auto found = std::ranges::find(signed_prekeys, key_id, &SignedPrekeyEntry::key_id);
  return found == signed_prekeys.end() ? nullptr : &*found;
}

Peer* DeviceState::find_peer(const DeviceKeys& pair) {
  const auto found = peers.find(pair);
  return found == peers.end() ? nullptr : &found->second;
}

const Peer* DeviceState::find_peer(const DeviceKeys& pair) const {
  const auto found = peers.find(pair);
  return found == peers.end() ? nullptr : &found->second;
}

Result<DeviceState> load_device_state(const Snapshot& snapshot) {
  if (snapshot.records.empty()) return fail(Error::invalid_argument);
  Loader loader;
  for (const Record& record : snapshot.records) SMX_TRY(loader.take(record));
  SMX_ASSIGN(DeviceState state, loader.finish());
  state.generation = snapshot.generation;
  return state;
}

std::vector<Record> records_of(const DeviceState& state) {
  std::vector<Record> out;
  out.push_back({std::string(record_kind::kIdentity), encode_identity(state.keys)});
  if (state.highest_now)
    out.push_back({std::string(record_kind::kClock), encode_clock(*state.highest_now)});
  for (const SignedPrekeyEntry& entry : state.signed_prekeys)
    out.push_back(
        {record_id(record_kind::kSignedPrekey, entry.serial), encode_signed_prekey(entry)});
  for (const auto& [key_id, entry] : state.one_time_prekeys)
    out.push_back(
        {record_id(record_kind::kOneTimePrekey, entry.serial), encode_one_time_prekey(entry)});
  for (const auto& [peer_keys, peer] : state.peers) add_peer_records(peer, out);
  for (const auto& [label, entry] : state.labels)
    out.push_back({record_id(record_kind::kLabel, entry.serial), encode_label(label, entry.keys)});
  for (const auto& [key, entry] : state.journal)
    out.push_back({record_id(record_kind::kJournal, entry.serial), encode_journal(key, entry)});
  std::ranges::sort(out, {}, &Record::id);
  return out;
}

}  // namespace smx
