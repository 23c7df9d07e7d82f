#include <utility>

#include "bytes/trace.h"
#include "bytes/try.h"
#include "session/device_core.h"
#include "x3dh/initiator.h"

namespace smx {
namespace {

Result<void> check_arguments(std::string_view label, std::string_view delivery_id) {
  if (label.size() > limits::kMaxLabelSize || delivery_id.size() > limits::kMaxDeliveryIdSize)
    return fail(Error::invalid_argument);
  return {};
}

/// Nothing of an earlier result stays but the envelope's memory, for the next envelope.
void renew(Sent& sent) {
  Bytes memory = std::move(sent.envelope);
  sent = {};
  sent.envelope = std::move(memory);
}

void repeat(Sent& sent, const JournalEntry& entry, const DeviceKeys& peer) {
  sent.peer = peer;
  sent.delivery = entry.acknowledged ? Delivery::done : Delivery::repeated;
  const ByteView envelope = entry.output.reveal();
  sent.envelope.assign(envelope.begin(), envelope.end());
}

}  // namespace

Result<Sent> Device::Core::send(std::string_view label, ByteView plaintext,
                                const SendOptions& options) {
  Sent sent;
  SMX_TRY(send_into(sent, label, plaintext, options));
  return sent;
}

Result<void> Device::Core::send_into(Sent& sent, std::string_view label, ByteView plaintext,
                                     const SendOptions& options) {
  renew(sent);
  SMX_TRY(check_arguments(label, options.delivery_id));
  const DeviceKeys own = public_keys_;
  const auto known_label = state_.labels.find(label);
  if (options.bundle != nullptr) SMX_TRY(check_not_own_keys(own, options.bundle->keys()));
  if (options.bundle == nullptr && known_label == state_.labels.end())
    return fail(Error::no_session);
  const DeviceKeys target =
      options.bundle != nullptr ? options.bundle->keys() : known_label->second.keys;
  if (const JournalEntry* entry = journaled(true, options.delivery_id)) {
    repeat(sent, *entry, target);
    return {};
  }

  Peer* peer = state_.find_peer(target);
  Session* active = peer == nullptr ? nullptr : peer->active();
  if (active == nullptr) {
    if (options.bundle == nullptr) return fail(Error::no_session);
    return start_session(sent, label, *options.bundle, plaintext, std::nullopt, options);
  }

  SMX_ASSIGN(RatchetChange change,
             active->ratchet.encrypt_into(sent.envelope, active->ad, plaintext));
  if (active->meta.wrapping) {
    SMX_ASSIGN(sent.envelope, wrap_frame(*active, sent.envelope, entropy_));
  }
  sent.peer = target;
  sent.one_time_prekey_used = active->meta.one_time_prekey_used;
  StagedCommit staged(state_, commit_buffers_);
  sent.peer_keys_changed = staged.stage_label(label, target);
  staged.stage_update({active, std::move(change), std::nullopt});
  journal(staged, true, options.delivery_id, label, sent.envelope);
  return staged.commit(*store_);
}

Result<Sent> Device::Core::restart(std::string_view label, const Bundle& bundle, ByteView plaintext,
                                   std::uint64_t now, const SendOptions& options) {
  SMX_TRY(check_arguments(label, options.delivery_id));
  Sent sent;
  if (const JournalEntry* entry = journaled(true, options.delivery_id)) {
    repeat(sent, *entry, bundle.keys());
  } else {
    SMX_TRY(start_session(sent, label, bundle, plaintext, at_least_highest(now), options));
  }
  return sent;
}

Result<void> Device::Core::start_session(Sent& sent, std::string_view label, const Bundle& bundle,
                                         ByteView plaintext,
                                         std::optional<std::uint64_t> restart_at,
                                         const SendOptions& options) {
  const DeviceKeys target = bundle.keys();
  SMX_TRY(check_bundle(public_keys_, bundle));
  std::optional<RestartRecord> restart;
  if (restart_at) {
    // Before any Diffie-Hellman: a refused restart costs a peer's forger nothing of our time.
    const Peer* known = state_.find_peer(target);
    SMX_ASSIGN(restart,
               spend_restart(known == nullptr ? std::nullopt : known->restart, *restart_at));
  }
  SMX_ASSIGN(Session session, start_session_as_initiator(state_.keys, bundle, entropy_));
  SMX_ASSIGN(SealedFrame sealed, session.ratchet.encrypt(session.ad, plaintext));
  SMX_ASSIGN(sent.envelope, wrap_frame(session, sealed.frame, entropy_));
  sent.peer = target;
  sent.session_started = true;
  sent.one_time_prekey_used = session.meta.one_time_prekey_used;
  session.ratchet.reserve_for(sealed.change);
  session.ratchet.apply(std::move(sealed.change));

  StagedCommit staged(state_, commit_buffers_);
  if (restart_at) staged.stage_now(*restart_at);
  Peer& peer = staged.stage_peer(target);
  sent.peer_keys_changed = staged.stage_label(label, target);
  if (restart) {
    staged.stage_restart(peer, *restart);
    if (Session* replaced = peer.active()) {
      SessionUpdate update{replaced, {}, std::nullopt};
      update.change_meta().retired = true;
      staged.stage_update(std::move(update));
    }
  }
  staged.stage_new_session(peer, std::move(session));
  journal(staged, true, options.delivery_id, label, sent.envelope);
  SMX_TRY(staged.commit(*store_));
  if (restart_at) failures_.erase(target);
  return {};
}

}  // namespace smx
