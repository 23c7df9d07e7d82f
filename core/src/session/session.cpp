#include "session/session.h"

#include <utility>

#include "bytes/trace.h"
#include "bytes/try.h"
#include "crypto/aead.h"
#include "crypto/x25519.h"
#include "x3dh/initiator.h"
#include "x3dh/responder.h"

namespace smx {

SessionMeta SessionMeta::duplicate() const {
  SessionMeta copy;
  copy.id = id;
  copy.peer_id = peer_id;
  copy.role = role;
  copy.one_time_prekey_used = one_time_prekey_used;
  copy.retired = retired;
  copy.activation = activation;
  copy.archived_at = archived_at;
  copy.ephemeral_key = ephemeral_key;
  if (bootstrap_key) copy.bootstrap_key = bootstrap_key->duplicate();
  copy.wrapping = wrapping;
  return copy;
}

Result<Session> start_session_as_initiator(const LocalKeys& own, const Bundle& bundle,
                                           Entropy& entropy) {
  const AssociatedData ad = associated_data(own.public_keys(), bundle.keys());
  // The agreements take no public half of ours, so both pairs get theirs together, which is
  // cheaper.
  X25519KeyPair ephemeral;
  SMX_TRY(entropy.fill(Draw::ek_private, ephemeral.private_key.writable()));
  SMX_ASSIGN(SessionKeys keys, agree_as_initiator(own.identity_private(), ephemeral, bundle, ad));
  X25519KeyPair ratchet_pair;
  SMX_TRY(entropy.fill(Draw::ratchet_private, ratchet_pair.private_key.writable()));
  complete(ephemeral, ratchet_pair);
  SMX_ASSIGN(DoubleRatchet ratchet,
             DoubleRatchet::start_as_initiator(keys.root_key, std::move(ratchet_pair),
                                               bundle.signed_prekey.public_key));
  SessionMeta meta;
  meta.role = Role::initiator;
  meta.one_time_prekey_used = bundle.one_time_prekey.has_value();
  meta.ephemeral_key = ephemeral.public_key;
  meta.bootstrap_key = std::move(keys.bootstrap_key);
  meta.wrapping = PrekeyNames{bundle.signed_prekey.key_id, std::nullopt};
  if (bundle.one_time_prekey) meta.wrapping->one_time_prekey = bundle.one_time_prekey->key_id;
  return Session{std::move(meta), ad, std::move(ratchet)};
}

Result<Session> start_session_as_responder(const LocalKeys& own, const X25519KeyPair& signed_prekey,
                                           const X25519PrivateKey* one_time_prekey,
                                           const DeviceKeys& sender, const Smx1Header& header) {
  const AssociatedData ad = associated_data(sender, own.public_keys());
  SMX_ASSIGN(SessionKeys keys,
             agree_as_responder(own.identity_private(), signed_prekey.private_key, one_time_prekey,
                                sender.identity_key, header.ephemeral_key, ad));
  SessionMeta meta;
  meta.role = Role::responder;
  meta.one_time_prekey_used = one_time_prekey != nullptr;
  meta.ephemeral_key = header.ephemeral_key;
  meta.bootstrap_key = std::move(keys.bootstrap_key);
  SMX_ASSIGN(DoubleRatchet ratchet,
             DoubleRatchet::start_as_responder(keys.root_key, signed_prekey.duplicate()));
  return Session{std::move(meta), ad, std::move(ratchet)};
}

Result<Bytes> wrap_frame(const Session& session, ByteView frame, Entropy& entropy) {
  const SessionMeta& meta = session.meta;
  if (!meta.wrapping || !meta.bootstrap_key) return fail(Error::invalid_argument);
  Smx1Header header{.ephemeral_key = meta.ephemeral_key,
                    .signed_prekey_id = meta.wrapping->signed_prekey,
                    .one_time_prekey_id = meta.wrapping->one_time_prekey,
                    .nonce = {}};
  SMX_TRY(entropy.fill(Draw::nonce, header.nonce.bytes));

  const std::size_t header_size = smx1_header_size(header);
  Bytes envelope;
  envelope.reserve(header_size + frame.size() + limits::kTagSize);
  append_smx1_header(header, envelope);
  SMX_TRACE("smx1.header", envelope);
  SMX_TRACE("smx1.aad", session.ad, envelope);
  envelope.resize(header_size + frame.size() + limits::kTagSize);
  const std::span<std::uint8_t> whole(envelope);
  const AeadKey key(meta.bootstrap_key->reveal());
  SMX_TRY(aead_seal(key, header.nonce, {session.ad, whole.first(header_size)}, frame,
                    whole.subspan(header_size)));
  SMX_TRACE("smx1.envelope", envelope);
  return envelope;
}

Result<Bytes> unwrap_frame(const Session& session, const Smx1& envelope) {
  if (!session.meta.bootstrap_key) return fail(Error::invalid_argument);
  SMX_TRACE("smx1.aad", session.ad, envelope.header_bytes);
  const AeadKey key(session.meta.bootstrap_key->reveal());
  Bytes frame(envelope.ciphertext.size() - limits::kTagSize);
  SMX_TRY(aead_open(key, envelope.header.nonce, {session.ad, envelope.header_bytes},
                    envelope.ciphertext, frame));
  SMX_TRACE("smx1.frame", frame);
  return frame;
}

Result<OpenedFrame> open_frame(const Session& session, ByteView frame, Entropy& entropy) {
  SMX_ASSIGN(const Frame decoded, decode_frame(frame));
  return session.ratchet.decrypt(session.ad, decoded, entropy);
}

}  // namespace smx
