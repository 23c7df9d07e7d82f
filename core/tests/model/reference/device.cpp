#include "device.h"

#include <algorithm>

#include "agreement.h"

namespace smx::model {
namespace {

constexpr std::uint64_t kDay = 86'400;

bool holds(const std::vector<OneTimePrekey>& prekeys, const Text& id) {
  return std::ranges::any_of(prekeys, [&](const auto& prekey) { return prekey.id == id; });
}

/// [SMX1-02] [SMX1-05] The next frame of a session that wraps.
Text wrap(const Session& session, View frame, const Text& nonce) {
  Envelope envelope;
  envelope.ephemeral_key = session.ephemeral_key;
  envelope.signed_prekey = session.signed_prekey_id;
  envelope.one_time_prekey = session.one_time_prekey_id;
  envelope.nonce = nonce;
  const Text header = envelope_header(envelope);
  return join({header, seal(*session.bootstrap_key, nonce, join({session.ad, header}), frame)});
}

/// [SES-23]
Restart spend_restart(const std::optional<Restart>& previous, std::uint64_t now) {
  if (!previous || now - previous->last >= 7 * kDay) return {now, 3'600};
  if (now - previous->last < previous->interval) throw Refusal{"restart_limited"};
  return {now, std::min(2 * previous->interval, kDay)};
}

/// [SES-02] [SES-03]
void make_first(Contact& contact, Session session) {
  contact.sessions.insert(contact.sessions.begin(), std::move(session));
  if (contact.sessions.size() > 41) contact.sessions.pop_back();
}

}  // namespace

Device::Device(const Key& identity_private, const Key& signing_seed,
               const OneTimePrekey& signed_prekey, std::vector<OneTimePrekey> one_time_prekeys,
               std::optional<std::uint64_t> now)
    : identity_(x25519_pair(identity_private)),
      signing_seed_(signing_seed),
      signing_(ed25519_public(signing_seed)),
      highest_now_(now),
      one_time_prekeys_(std::move(one_time_prekeys)) {
  signed_prekeys_.push_back(sign(signed_prekey));
  signed_prekeys_.back().created = now;
}

Sent Device::send(const std::string& label, const Bundle* bundle, View plaintext,
                  const Draws& draws) {
  if (bundle != nullptr) refuse_own_keys(bundle->owner);
  if (bundle == nullptr && !labels_.contains(label)) throw Refusal{"no_session"};
  const Peer to = bundle != nullptr ? bundle->owner : labels_.at(label);
  const auto known = contacts_.find(to);
  if (known == contacts_.end() || known->second.sessions.empty()) {
    if (bundle == nullptr) throw Refusal{"no_session"};
    return start(label, *bundle, plaintext, draws, std::nullopt);
  }
  Session& active = known->second.sessions.front();
  Sent sent;
  sent.to = to;
  sent.one_time_prekey_used = active.one_time_prekey_used;
  sent.frame = encrypt(active.ratchet, active.ad, plaintext);
  sent.envelope =
      active.signed_prekey_id.empty() ? sent.frame : wrap(active, sent.frame, draws.nonce);
  sent.keys_changed = point(label, to);
  return sent;
}

Sent Device::restart(const std::string& label, const Bundle& bundle, View plaintext,
                     std::uint64_t now, const Draws& draws) {
  return start(label, bundle, plaintext, draws, std::max(now, highest_now_.value_or(0)));
}

Sent Device::start(const std::string& label, const Bundle& bundle, View plaintext,
                   const Draws& draws, std::optional<std::uint64_t> restart_at) {
  // [SES-25] form, signature, the limit, the Diffie-Hellmans, the errors of sending.
  refuse_own_keys(bundle.owner);
  const Text message =
      signed_message(bundle.owner.identity, bundle.signed_prekey, bundle.signed_prekey_id);
  if (!ed25519_verifies(bundle.owner.signing, message, bundle.signature))
    throw Refusal{"bad_signature"};
  Contact& contact = contacts_[bundle.owner];
  if (restart_at) contact.restart = spend_restart(contact.restart, *restart_at);

  const Agreed agreed = agree(identity_.private_key, draws.ephemeral, bundle);
  Session session;
  session.one_time_prekey_used = !bundle.one_time_prekey_id.empty();
  session.ephemeral_key = x25519_pair(draws.ephemeral).public_key;
  session.bootstrap_key = agreed.bootstrap_key;
  session.signed_prekey_id = bundle.signed_prekey_id;
  session.one_time_prekey_id = bundle.one_time_prekey_id;
  session.ad = associated_data(keys(), bundle.owner);
  session.ratchet =
      start_initiator(agreed.root_key, x25519_pair(draws.ratchet), bundle.signed_prekey);
  session.ratchet.spent.push_back(draws.ephemeral);

  Sent sent;
  sent.to = bundle.owner;
  sent.session_started = true;
  sent.one_time_prekey_used = session.one_time_prekey_used;
  sent.frame = encrypt(session.ratchet, session.ad, plaintext);
  sent.envelope = wrap(session, sent.frame, draws.nonce);
  sent.keys_changed = point(label, bundle.owner);
  if (restart_at) {
    learn_time(*restart_at);
    if (!contact.sessions.empty()) contact.sessions.front().retired = true;
  }
  make_first(contact, std::move(session));
  return sent;
}

Received Device::receive(const std::string& label, const Peer& sender, View envelope,
                         const Draws& draws) {
  refuse_own_keys(sender);
  Received received;
  if (begins_with(envelope, "SMX1")) {
    received = receive_envelope(sender, envelope, draws);
  } else if (begins_with(envelope, "DRV1")) {
    received = receive_frame(sender, envelope, draws);
  } else {
    throw Refusal{"malformed"};
  }
  received.keys_changed = point(label, sender);
  return received;
}

Received Device::receive_frame(const Peer& sender, View bytes, const Draws& draws) {
  const Frame frame = read_frame(bytes);
  const auto known = contacts_.find(sender);
  if (known == contacts_.end() || known->second.sessions.empty()) throw Refusal{"no_session"};
  const std::vector<Session>& sessions = known->second.sessions;
  const auto owner = std::ranges::find_if(
      sessions, [&](const Session& one) { return one.ratchet.knows(frame.ratchet_key); });
  const bool owned = owner != sessions.end();
  std::optional<Refusal> first;
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    if (owned && &sessions[i] != &*owner) continue;
    Session trial = sessions[i];
    try {
      Text plaintext = decrypt(trial.ratchet, trial.ad, frame, draws.ratchet);
      return opened(known->second, i, std::move(trial), std::move(plaintext));
    } catch (const Refusal& refusal) {
      if (!first) first = refusal;
    }
  }
  throw Refusal(*first);
}

Received Device::receive_envelope(const Peer& sender, View bytes, const Draws& draws) {
  const Envelope envelope = read_envelope(bytes);
  Contact& contact = contacts_[sender];
  for (std::size_t i = 0; i < contact.sessions.size(); ++i) {
    Session next = contact.sessions[i];
    if (!next.responder || next.ephemeral_key != envelope.ephemeral_key) continue;
    const auto inner = open(*next.bootstrap_key, envelope.nonce, join({next.ad, envelope.header}),
                            envelope.ciphertext);
    if (!inner) throw Refusal{"decryption_failed"};
    Text plaintext = decrypt(next.ratchet, next.ad, read_frame(*inner), draws.ratchet);
    return opened(contact, i, std::move(next), std::move(plaintext));
  }
  return accept(contact, sender, envelope, draws);
}

Received Device::accept(Contact& contact, const Peer& sender, const Envelope& envelope,
                        const Draws& draws) {
  std::size_t under_this_prekey = 0;
  for (const auto& [prekey, ephemeral] : contact.seen) {
    if (ephemeral == envelope.ephemeral_key) throw Refusal{"replayed_bootstrap"};
    under_this_prekey += prekey == envelope.signed_prekey ? 1U : 0U;
  }
  if (under_this_prekey >= 1000) throw Refusal{"replayed_bootstrap"};
  const auto spk = std::ranges::find(signed_prekeys_, envelope.signed_prekey, &SignedPrekey::id);
  if (spk == signed_prekeys_.end()) throw Refusal{"unknown_prekey"};
  const bool with_opk = !envelope.one_time_prekey.empty();
  const auto opk =
      std::ranges::find(one_time_prekeys_, envelope.one_time_prekey, &OneTimePrekey::id);
  if (with_opk && opk == one_time_prekeys_.end()) throw Refusal{"unknown_prekey"};

  const Agreed agreed =
      agree(identity_.private_key, spk->pair.private_key,
            with_opk ? &opk->pair.private_key : nullptr, sender.identity, envelope.ephemeral_key);
  Session session;
  session.responder = true;
  session.one_time_prekey_used = with_opk;
  session.ephemeral_key = envelope.ephemeral_key;
  session.bootstrap_key = agreed.bootstrap_key;
  session.ad = associated_data(sender, keys());
  session.ratchet = start_responder(agreed.root_key, spk->pair);
  const auto inner = open(agreed.bootstrap_key, envelope.nonce, join({session.ad, envelope.header}),
                          envelope.ciphertext);
  if (!inner) throw Refusal{"decryption_failed"};
  Received received;
  received.plaintext = decrypt(session.ratchet, session.ad, read_frame(*inner), draws.ratchet);
  received.session_started = true;
  received.session_replaced = !contact.sessions.empty();
  received.one_time_prekey_used = with_opk;
  // [SMX1-17]
  if (with_opk) {
    session.ratchet.spent.push_back(opk->pair.private_key);
    one_time_prekeys_.erase(opk);
  }
  contact.seen.insert({envelope.signed_prekey, envelope.ephemeral_key});
  make_first(contact, std::move(session));
  return received;
}

/// A session has opened a frame: it becomes active, unless it is retired [SES-14] [SES-31].
Received Device::opened(Contact& contact, std::size_t index, Session next, Text plaintext) {
  Received received;
  received.plaintext = std::move(plaintext);
  received.one_time_prekey_used = next.one_time_prekey_used;
  if (!next.responder && next.bootstrap_key) {
    // [SMX1-06] [SMX1-07]
    next.ratchet.spent.push_back(*next.bootstrap_key);
    next.bootstrap_key.reset();
    next.signed_prekey_id.clear();
    next.one_time_prekey_id.clear();
  }
  if (next.retired) {
    contact.sessions[index] = std::move(next);
    return received;
  }
  next.stamp.reset();
  contact.sessions.erase(contact.sessions.begin() + static_cast<std::ptrdiff_t>(index));
  make_first(contact, std::move(next));
  return received;
}

void Device::rotate(std::uint64_t now, const OneTimePrekey& next) {
  for (const SignedPrekey& held : signed_prekeys_)
    if (held.id == next.id) throw Refusal{"malformed"};
  const std::uint64_t time = learn_time(now);
  signed_prekeys_.back().replaced = time;
  signed_prekeys_.push_back(sign(next));
  signed_prekeys_.back().created = time;
}

void Device::replenish(const std::vector<OneTimePrekey>& more) {
  for (const OneTimePrekey& prekey : more) {
    if (holds(one_time_prekeys_, prekey.id)) throw Refusal{"malformed"};
    one_time_prekeys_.push_back(prekey);
  }
}

void Device::purge(std::uint64_t now) {
  const std::uint64_t time = learn_time(now);
  const auto older = [time](const std::optional<std::uint64_t>& stamp, std::uint64_t age) {
    return stamp && time - *stamp >= age;
  };
  for (auto& [keys, contact] : contacts_) {
    for (std::size_t i = 0; i < contact.sessions.size(); ++i) {
      Session& session = contact.sessions[i];
      if (i > 0 && !session.stamp) session.stamp = time;
      for (Skipped& key : session.ratchet.skipped)
        if (!key.stamp) key.stamp = time;
      std::erase_if(session.ratchet.skipped,
                    [&](const Skipped& key) { return older(key.stamp, 7 * kDay); });
    }
    if (!contact.sessions.empty())
      contact.sessions.erase(
          std::remove_if(contact.sessions.begin() + 1, contact.sessions.end(),
                         [&](const Session& one) { return older(one.stamp, 30 * kDay); }),
          contact.sessions.end());
  }
  for (const SignedPrekey& prekey : signed_prekeys_) {
    if (!older(prekey.replaced, 14 * kDay)) continue;
    for (auto& [keys, contact] : contacts_)
      std::erase_if(contact.seen, [&](const auto& entry) { return entry.first == prekey.id; });
  }
  std::erase_if(signed_prekeys_,
                [&](const SignedPrekey& prekey) { return older(prekey.replaced, 14 * kDay); });
}

void Device::note(const Peer& peer, const std::string& reason) {
  if (reason.empty()) failures_.erase(peer);
  if (reason == "too_many_skipped" || reason == "decryption_failed") ++failures_[peer];
}

unsigned Device::failures(const Peer& peer) const {
  const auto found = failures_.find(peer);
  return found == failures_.end() ? 0 : found->second;
}

bool Device::point(const std::string& label, const Peer& peer) {
  const auto known = labels_.find(label);
  const bool changed = known != labels_.end() && known->second != peer;
  labels_.insert_or_assign(label, peer);
  return changed;
}

void Device::refuse_own_keys(const Peer& peer) const {
  if (peer.identity == identity_.public_key || peer.signing == signing_) throw Refusal{"malformed"};
}

SignedPrekey Device::sign(const OneTimePrekey& prekey) const {
  const Text message = signed_message(identity_.public_key, prekey.pair.public_key, prekey.id);
  return {prekey.id, prekey.pair, ed25519_sign(signing_seed_, message), std::nullopt, std::nullopt};
}

/// [SES-29] [SES-33]
std::uint64_t Device::learn_time(std::uint64_t now) {
  highest_now_ = std::max(now, highest_now_.value_or(0));
  for (SignedPrekey& prekey : signed_prekeys_) {
    auto& age = &prekey == &signed_prekeys_.back() ? prekey.created : prekey.replaced;
    if (!age) age = highest_now_;
  }
  return *highest_now_;
}

}  // namespace smx::model
