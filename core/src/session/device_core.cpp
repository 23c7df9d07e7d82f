#include "session/device_core.h"

#include <algorithm>
#include <utility>

#include "bytes/try.h"
#include "crypto/ed25519.h"
#include "crypto/x25519.h"
#include "x3dh/initiator.h"

namespace smx {
namespace {

/// Random part of a generated key id, in bytes; as hex it is twice as long.
constexpr std::size_t kKeyIdRandomSize = 8;

bool has_duplicate_ids(const std::vector<PrekeyMaterial>& materials) {
  std::vector<KeyId> ids;
  ids.reserve(materials.size());
  for (const PrekeyMaterial& material : materials) ids.push_back(material.key_id);
  std::ranges::sort(ids);
  return std::ranges::adjacent_find(ids) != ids.end();
}

X25519KeyPair pair_of(X25519PrivateKey private_key) {
  const X25519PublicKey public_key = x25519_public_key(private_key);
  return {std::move(private_key), public_key};
}

SignedPrekeyEntry signed_entry(const LocalKeys& keys, std::uint64_t serial,
                               PrekeyMaterial material) {
  X25519KeyPair pair = pair_of(std::move(material.private_key));
  const Bytes message =
      signed_prekey_message(keys.public_keys().identity_key, pair.public_key, material.key_id);
  const Signature signature =
      ed25519_sign(keys.signing_private(), keys.public_keys().signing_key, message);
  return {serial, material.key_id, std::move(pair), signature, std::nullopt, std::nullopt};
}

}  // namespace

Result<std::unique_ptr<Device::Core>> Device::Core::create(Store& store, DeviceMaterial material,
                                                           std::optional<std::uint64_t> now) {
  if (material.signed_prekeys.empty()) return fail(Error::invalid_argument);
  if (has_duplicate_ids(material.signed_prekeys) || has_duplicate_ids(material.one_time_prekeys))
    return fail(Error::malformed);
  SMX_ASSIGN(const Snapshot snapshot, store.load());
  if (!snapshot.records.empty()) return fail(Error::invalid_argument);

  DeviceState state;
  state.generation = snapshot.generation;
  SMX_ASSIGN(state.keys, LocalKeys::make(material.identity_private, material.signing_private));
  for (PrekeyMaterial& prekey : material.signed_prekeys)
    state.signed_prekeys.push_back(
        signed_entry(state.keys, state.next_serial++, std::move(prekey)));
  for (PrekeyMaterial& prekey : material.one_time_prekeys) {
    const KeyId key_id = prekey.key_id;
    state.one_time_prekeys.emplace(
        key_id,
        OneTimePrekeyEntry{state.next_serial++, key_id, pair_of(std::move(prekey.private_key))});
  }
  if (now) {
    state.highest_now = now;
    for (SignedPrekeyEntry& entry : state.signed_prekeys) entry.replaced_at = now;
    state.signed_prekeys.back().replaced_at.reset();
    state.signed_prekeys.back().created_at = now;
  }

  std::vector<RecordChange> changes;
  for (Record& record : records_of(state))
    changes.push_back({std::move(record.id), std::move(record.value)});
  // Nothing may fail once the store has said yes.
  auto core = std::make_unique<Core>(store, std::move(state));
  SMX_TRY(store.commit(core->state_.generation, changes));
  ++core->state_.generation;
  return core;
}

Result<std::unique_ptr<Device::Core>> Device::Core::open(Store& store) {
  SMX_ASSIGN(const Snapshot snapshot, store.load());
  SMX_ASSIGN(DeviceState state, load_device_state(snapshot));
  return std::make_unique<Core>(store, std::move(state));
}

Result<void> Device::Core::reload() {
  SMX_ASSIGN(const Snapshot snapshot, store_->load());
  SMX_ASSIGN(state_, load_device_state(snapshot));
  return {};
}

Result<PrekeyMaterial> Device::Core::make_prekey(std::string_view name_prefix, Draw draw) {
  std::array<std::uint8_t, kKeyIdRandomSize> name{};
  SMX_TRY(entropy_.fill(Draw::key_id, name));
  Bytes id(name_prefix.begin(), name_prefix.end());
  for (const std::uint8_t byte : name) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    id.push_back(static_cast<std::uint8_t>(kDigits[byte >> 4]));
    id.push_back(static_cast<std::uint8_t>(kDigits[byte & 0xF]));
  }
  SMX_ASSIGN(const KeyId key_id, KeyId::parse(id));
  PrekeyMaterial material{key_id, {}};
  SMX_TRY(entropy_.fill(draw, material.private_key.writable()));
  return material;
}

Result<SignedPrekey> Device::Core::rotate(std::uint64_t now, PrekeyMaterial material) {
  if (state_.find_signed_prekey(material.key_id) != nullptr) return fail(Error::malformed);
  const std::uint64_t time = at_least_highest(now);
  StagedCommit staged(state_, commit_buffers_);
  staged.stage_now(time);
  SignedPrekeyEntry entry = signed_entry(state_.keys, staged.take_serial(), std::move(material));
  entry.created_at = time;
  SignedPrekey published = entry.published();
  staged.stage_signed_prekey(std::move(entry));
  SMX_TRY(staged.commit(*store_));
  return published;
}

Result<std::vector<OneTimePrekey>> Device::Core::replenish(std::vector<PrekeyMaterial> materials) {
  if (materials.size() + state_.one_time_prekeys.size() > limits::kMaxOneTimePrekeys)
    return fail(Error::invalid_argument);
  if (has_duplicate_ids(materials)) return fail(Error::malformed);
  StagedCommit staged(state_, commit_buffers_);
  std::vector<OneTimePrekey> published;
  for (PrekeyMaterial& material : materials) {
    if (state_.one_time_prekeys.contains(material.key_id)) return fail(Error::malformed);
    OneTimePrekeyEntry entry{staged.take_serial(), material.key_id,
                             pair_of(std::move(material.private_key))};
    published.push_back(entry.published());
    staged.stage_one_time_prekey(std::move(entry));
  }
  SMX_TRY(staged.commit(*store_));
  return published;
}

Result<void> Device::Core::purge(std::uint64_t now) {
  const std::uint64_t time = at_least_highest(now);
  StagedCommit staged(state_, commit_buffers_);
  staged.stage_now(time);
  purge_sessions(staged, time);
  purge_prekeys(staged, time);
  purge_journal(staged, time);
  return staged.commit(*store_);
}

void Device::Core::purge_sessions(StagedCommit& staged, std::uint64_t now) {
  for (auto& [keys, peer] : state_.peers) {
    for (const auto& session : peer.sessions) {
      const bool archived = session.get() != peer.active();
      const auto archived_at = session->meta.archived_at;
      if (archived && archived_at && now - *archived_at >= limits::kArchivedSessionLifetime) {
        staged.stage_drop(peer, *session);
        continue;
      }
      SessionUpdate update{session.get(), session->ratchet.purge(now), std::nullopt};
      const bool newly_archived = archived && !archived_at;
      if (newly_archived) update.change_meta().archived_at = now;
      if (newly_archived || session->ratchet.skipped().size() != 0)
        staged.stage_update(std::move(update));
    }
  }
}

void Device::Core::purge_prekeys(StagedCommit& staged, std::uint64_t now) {
  for (const SignedPrekeyEntry& entry : state_.signed_prekeys) {
    if (!entry.replaced_at || now - *entry.replaced_at < limits::kReplacedPrekeyLifetime) continue;
    staged.stage_erase_signed_prekey(entry);
    staged.stage_forget_seen(entry.key_id);
  }
}

void Device::Core::purge_journal(StagedCommit& staged, std::uint64_t now) {
  for (const auto& [key, entry] : state_.journal) {
    if (!entry.acknowledged) continue;
    if (!entry.stamp) {
      staged.stage_journal(key, {entry.serial, entry.label, true, now, {}});
    } else if (now - *entry.stamp >= limits::kDeliveryIdLifetime) {
      staged.stage_erase_journal(key);
    }
  }
}

Result<void> Device::Core::acknowledge(std::string_view delivery_id, bool outgoing) {
  const JournalEntry* entry = journaled(outgoing, delivery_id);
  if (entry == nullptr || entry->acknowledged) return {};
  StagedCommit staged(state_, commit_buffers_);
  staged.stage_journal({outgoing, std::string(delivery_id)},
                       {entry->serial, entry->label, true, std::nullopt, {}});
  return staged.commit(*store_);
}

void Device::Core::journal(StagedCommit& staged, bool outgoing, std::string_view delivery_id,
                           std::string_view label, ByteView output) {
  if (delivery_id.empty()) return;
  staged.stage_journal(
      {outgoing, std::string(delivery_id)},
      {staged.take_serial(), std::string(label), false, std::nullopt, SecretBytes(output)});
}

const JournalEntry* Device::Core::journaled(bool outgoing, std::string_view delivery_id) const {
  if (delivery_id.empty()) return nullptr;
  const auto entry = state_.journal.find(JournalKey{outgoing, std::string(delivery_id)});
  return entry == state_.journal.end() ? nullptr : &entry->second;
}

std::uint64_t Device::Core::at_least_highest(std::uint64_t now) const noexcept {
  return std::max(now, state_.highest_now.value_or(0));
}

std::uint32_t Device::Core::failures_of(const DeviceKeys& peer) const noexcept {
  const auto failures = failures_.find(peer);
  return failures == failures_.end() ? 0 : failures->second;
}

}  // namespace smx
