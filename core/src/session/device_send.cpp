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

Sent sent_before(const JournalEntry& entry, const DeviceKeys& peer) {
  Sent sent;
  sent.peer = peer;
  sent.delivery = entry.acknowledged ? Delivery::done : Delivery::repeated;
  const ByteView envelope = entry.output.reveal();
  sent.envelope.assign(envelope.begin(), envelope.end());
  return sent;
}

}  // namespace

Result<Sent> Device::Core::send(std::string_view label, ByteView plaintext,
                                const SendOptions& options) {
  SMX_TRY(check_arguments(label, options.delivery_id));
  const DeviceKeys own = public_keys_;
  const auto known_label = state_.labels.find(label);
  if (options.bundle != nullptr) SMX_TRY(check_not_own_keys(own, options.bundle->keys()));
  if (options.bundle == nullptr && known_label == state_.labels.end())
    return fail(Error::no_session);
  const DeviceKeys target =
      options.bundle != nullptr ? options.bundle->keys() : known_label->second.keys;
  if (const JournalEntry* entry = journaled(true, options.delivery_id))
    return sent_before(*entry, target);

  Peer* peer = state_.find_peer(target);
  Session* active = peer == nullptr ? nullptr : peer->active();
  if (active == nullptr) {
    if (options.bundle == nullptr) return fail(Error::no_session);
    return start_session(label, *options.bundle, plaintext, std::nullopt, options);
  }

  SMX_ASSIGN(SealedFrame sealed, active->ratchet.encrypt(active->ad, plaintext));
  Sent sent;
  if (active->meta.wrapping) {
    SMX_ASSIGN(sent.envelope, wrap_frame(*active, sealed.frame, entropy_));
  } else {
    sent.envelope = std::move(sealed.frame);
  }
  sent.peer = target;
  sent.one_time_prekey_used = active->meta.one_time_prekey_used;
  StagedCommit staged(state_);
  sent.peer_keys_changed = staged.stage_label(label, target);
  staged.stage_update({active, std::move(sealed.change), std::nullopt});
  journal(staged, true, options.delivery_id, label, sent.envelope);
  SMX_TRY(staged.commit(*store_));
  return sent;
}

Result<Sent> Device::Core::restart(std::string_view label, const Bundle& bundle, ByteView plaintext,
                                   std::uint64_t now, const SendOptions& options) {
  SMX_TRY(check_arguments(label, options.delivery_id));
  if (const JournalEntry* entry = journaled(true, options.delivery_id))
    return sent_before(*entry, bundle.keys());
  return start_session(label, bundle, plaintext, at_least_highest(now), options);
}

Result<Sent> Device::Core::start_session(std::string_view label, const Bundle& bundle,
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
  Sent sent;
  SMX_ASSIGN(sent.envelope, wrap_frame(session, sealed.frame, entropy_));
  sent.peer = target;
  sent.session_started = true;
  sent.one_time_prekey_used = session.meta.one_time_prekey_used;
  session.ratchet.reserve_for(sealed.change);
  session.ratchet.apply(std::move(sealed.change));

  StagedCommit staged(state_);
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
  failures_.erase(target);
  return sent;
}

}  // namespace smx
