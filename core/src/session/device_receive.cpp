#include <algorithm>
#include <utility>

#include "bytes/trace.h"
#include "bytes/try.h"
#include "session/device_core.h"
#include "x3dh/initiator.h"

namespace smx {
namespace {

/// Nothing of an earlier result stays but the plaintext's memory, for the next plaintext.
void renew(Received& received) {
  SecretBytes memory = std::move(received.plaintext);
  received = {};
  received.plaintext = std::move(memory);
}

void repeat(Received& received, const JournalEntry& entry) {
  const ByteView plaintext = entry.output.reveal();
  received.plaintext.resize_for_overwrite(plaintext.size());
  std::ranges::copy(plaintext, received.plaintext.writable().begin());
  received.delivery = entry.acknowledged ? Delivery::done : Delivery::repeated;
}

bool was_seen(const SeenBootstraps& seen, const X25519PublicKey& ephemeral_key) {
  return std::ranges::any_of(
      seen, [&](const auto& prekey) { return prekey.second.contains(ephemeral_key); });
}

bool seen_is_full(const SeenBootstraps& seen, const KeyId& signed_prekey) {
  const auto entries = seen.find(signed_prekey);
  return entries != seen.end() && entries->second.size() >= limits::kMaxSeenPerPeerAndPrekey;
}

Session* session_accepted_with(const Peer& peer, const X25519PublicKey& ephemeral_key) {
  for (const auto& session : peer.sessions) {
    if (session->meta.role == Role::responder && session->meta.ephemeral_key == ephemeral_key)
      return session.get();
  }
  return nullptr;
}

}  // namespace

Result<Received> Device::Core::receive(std::string_view label, const DeviceKeys& sender,
                                       ByteView envelope, const ReceiveOptions& options) {
  Received received;
  SMX_TRY(receive_into(received, label, sender, envelope, options));
  return received;
}

Result<void> Device::Core::receive_into(Received& received, std::string_view label,
                                        const DeviceKeys& sender, ByteView envelope,
                                        const ReceiveOptions& options) {
  renew(received);
  if (label.size() > limits::kMaxLabelSize ||
      options.delivery_id.size() > limits::kMaxDeliveryIdSize)
    return fail(Error::invalid_argument);
  SMX_TRY(check_not_own_keys(public_keys_, sender));
  if (const JournalEntry* entry = journaled(false, options.delivery_id)) {
    repeat(received, *entry);
    return {};
  }

  Result<void> outcome = fail(Error::malformed);
  if (is_smx1(envelope)) {
    outcome = receive_bootstrap(received, label, sender, envelope, options);
  } else if (is_dr_frame(envelope)) {
    outcome = receive_frame(received, label, sender, envelope, options);
  }
  note_outcome(sender, outcome ? std::nullopt : std::optional(outcome.error()));
  return outcome;
}

Result<void> Device::Core::receive_frame(Received& received, std::string_view label,
                                         const DeviceKeys& sender, ByteView envelope,
                                         const ReceiveOptions& options) {
  SMX_TRY(decode_frame(envelope));
  Peer* peer = state_.find_peer(sender);
  if (peer == nullptr || peer->sessions.empty()) return fail(Error::no_session);
  SMX_ASSIGN(Opening opening, open_with_some_session(received.plaintext, *peer, envelope));
  return commit_opening(received, label, *peer, std::move(opening), options);
}

Result<Device::Core::Opening> Device::Core::open_with_some_session(SecretBytes& plaintext,
                                                                   Peer& peer, ByteView envelope) {
  SMX_ASSIGN(const Frame frame, decode_frame(envelope));
  const auto knows_key = [&](const auto& session) {
    return session->ratchet.knows(frame.header.ratchet_key);
  };
  const auto owner = std::ranges::find_if(peer.sessions, knows_key);
  const bool all = owner == peer.sessions.end();
  const auto first = all ? peer.sessions.begin() : owner;
  const auto last = all ? peer.sessions.end() : std::next(owner);

  std::optional<Error> first_error;
  for (auto candidate = first; candidate != last; ++candidate) {
    Session& session = **candidate;
    auto change = session.ratchet.decrypt_into(plaintext, session.ad, frame, entropy_);
    if (change) return Opening{&session, std::move(*change)};
    if (!first_error) first_error = change.error();
  }
  return fail(*first_error);
}

Result<void> Device::Core::receive_bootstrap(Received& received, std::string_view label,
                                             const DeviceKeys& sender, ByteView envelope,
                                             const ReceiveOptions& options) {
  SMX_ASSIGN(const Smx1 decoded, decode_smx1(envelope));
  SMX_TRACE("smx1.header", decoded.header_bytes);
  if (Peer* peer = state_.find_peer(sender)) {
    if (Session* session = session_accepted_with(*peer, decoded.header.ephemeral_key)) {
      SMX_ASSIGN(const Bytes frame, unwrap_frame(*session, decoded));
      SMX_ASSIGN(OpenedFrame opened, open_frame(*session, frame, entropy_));
      received.plaintext = std::move(opened.plaintext);
      return commit_opening(received, label, *peer, {session, std::move(opened.change)}, options);
    }
    if (was_seen(peer->seen, decoded.header.ephemeral_key) ||
        seen_is_full(peer->seen, decoded.header.signed_prekey_id))
      return fail(Error::replayed_bootstrap);
  }
  return accept_session(received, label, sender, decoded, options);
}

Result<void> Device::Core::accept_session(Received& received, std::string_view label,
                                          const DeviceKeys& sender, const Smx1& envelope,
                                          const ReceiveOptions& options) {
  const Smx1Header& header = envelope.header;
  const SignedPrekeyEntry* signed_prekey = state_.find_signed_prekey(header.signed_prekey_id);
  if (signed_prekey == nullptr) return fail(Error::unknown_prekey);
  const X25519PrivateKey* one_time_prekey = nullptr;
  if (header.one_time_prekey_id) {
    const auto entry = state_.one_time_prekeys.find(*header.one_time_prekey_id);
    if (entry == state_.one_time_prekeys.end()) return fail(Error::unknown_prekey);
    one_time_prekey = &entry->second.pair.private_key;
  }
  SMX_ASSIGN(Session session, start_session_as_responder(state_.keys, signed_prekey->pair,
                                                         one_time_prekey, sender, header));
  SMX_ASSIGN(const Bytes frame, unwrap_frame(session, envelope));
  SMX_ASSIGN(OpenedFrame opened, open_frame(session, frame, entropy_));
  session.ratchet.reserve_for(opened.change);
  session.ratchet.apply(std::move(opened.change));

  received.plaintext = std::move(opened.plaintext);
  received.session_started = true;
  received.one_time_prekey_used = session.meta.one_time_prekey_used;
  StagedCommit staged(state_, commit_buffers_);
  Peer& peer = staged.stage_peer(sender);
  received.session_replaced = peer.active() != nullptr;
  received.peer_keys_changed = staged.stage_label(label, sender);
  staged.stage_seen(peer, header.signed_prekey_id, header.ephemeral_key);
  if (header.one_time_prekey_id) staged.stage_erase_one_time_prekey(*header.one_time_prekey_id);
  staged.stage_new_session(peer, std::move(session));
  journal(staged, false, options.delivery_id, label, received.plaintext.reveal());
  return staged.commit(*store_);
}

Result<void> Device::Core::commit_opening(Received& received, std::string_view label, Peer& peer,
                                          Opening opening, const ReceiveOptions& options) {
  Session& session = *opening.session;
  SessionUpdate update{&session, std::move(opening.change), std::nullopt};
  if (session.meta.wrapping) {
    // The first frame from B in a session that A started: bare frames from now on, and BK goes.
    SessionMeta& meta = update.change_meta();
    meta.wrapping.reset();
    meta.bootstrap_key.reset();
  }
  received.one_time_prekey_used = session.meta.one_time_prekey_used;
  StagedCommit staged(state_, commit_buffers_);
  received.peer_keys_changed = staged.stage_label(label, peer.keys);
  staged.stage_activation(peer, update);
  staged.stage_update(std::move(update));
  journal(staged, false, options.delivery_id, label, received.plaintext.reveal());
  return staged.commit(*store_);
}

void Device::Core::note_outcome(const DeviceKeys& peer, std::optional<Error> error) {
  if (!error) {
    failures_.erase(peer);
  } else if (error == Error::too_many_skipped || error == Error::decryption_failed) {
    ++failures_[peer];
  }
}

}  // namespace smx
