#include <algorithm>

#include "bytes/trace.h"
#include "crypto/ed25519.h"
#include "crypto/hash.h"
#include "crypto/x25519.h"
#include "driver.h"
#include "session/session_record.h"
#include "x3dh/initiator.h"

namespace smx::driver {
namespace {

X25519KeyPair pair_of(X25519PrivateKey private_key) {
  const X25519PublicKey public_key = x25519_public_key(private_key);
  return {std::move(private_key), public_key};
}

LocalKeys local_keys(const Bytes& identity_private, const Bytes& signing_private) {
  return unwrap(LocalKeys::make(secret_of<X25519PrivateKey>(identity_private),
                                secret_of<Ed25519PrivateKey>(signing_private)));
}

Session& session_of(const Members& in, Handles& handles) {
  const auto session = handles.sessions.find(in.name("session"));
  if (session == handles.sessions.end()) throw RequestFault("session is no known handle");
  return session->second;
}

void take(Session& session, RatchetChange change) {
  session.ratchet.reserve_for(change);
  session.ratchet.apply(std::move(change));
}

Json op_initiate(const Members& in, Handles& handles) {
  in.allow_only(
      {"session", "identity_private", "signing_private", "bundle", "plaintext", "random"});
  const std::string name = in.name("session");
  const Bytes identity_private = in.bytes("identity_private");
  const Bytes signing_private = in.bytes("signing_private");
  const RawBundle raw_bundle = read_bundle(in.object("bundle"));
  const Bytes plaintext = in.bytes("plaintext");
  const Injection injection(in, {"ek_private", "ratchet_private", "nonce"});

  const LocalKeys keys = local_keys(identity_private, signing_private);
  check_bundle_lengths(raw_bundle);
  injection.check_lengths();
  Entropy entropy;
  injection.apply(entropy);

  const Bundle bundle = bundle_of(raw_bundle);
  unwrap(check_bundle(keys.public_keys(), bundle));
  Session session = unwrap(start_session_as_initiator(keys, bundle, entropy));
  SealedFrame sealed = unwrap(session.ratchet.encrypt(session.ad, plaintext));
  const Bytes envelope = unwrap(wrap_frame(session, sealed.frame, entropy));
  take(session, std::move(sealed.change));
  handles.sessions.insert_or_assign(name, std::move(session));
  return {{"envelope", hex(envelope)}};
}

struct NamedPrekey {
  KeyId key_id;
  X25519PrivateKey private_key;
};

void check_prekey_lengths(const std::vector<RawPrekey>& raw) {
  for (const RawPrekey& prekey : raw)
    static_cast<void>(secret_of<X25519PrivateKey>(prekey.private_key));
}

std::vector<NamedPrekey> named_prekeys(const std::vector<RawPrekey>& raw) {
  std::vector<NamedPrekey> out;
  for (const RawPrekey& prekey : raw) {
    const KeyId key_id = key_id_of(prekey.key_id);
    if (std::ranges::find(out, key_id, &NamedPrekey::key_id) != out.end())
      throw Rejected{Error::malformed};
    out.push_back({key_id, secret_of<X25519PrivateKey>(prekey.private_key)});
  }
  return out;
}

const X25519PrivateKey& find_prekey(const std::vector<NamedPrekey>& prekeys, const KeyId& key_id) {
  const auto prekey = std::ranges::find(prekeys, key_id, &NamedPrekey::key_id);
  if (prekey == prekeys.end()) throw Rejected{Error::unknown_prekey};
  return prekey->private_key;
}

Json op_respond(const Members& in, Handles& handles) {
  in.allow_only({"session", "identity_private", "signing_private", "signed_prekeys",
                 "one_time_prekeys", "sender", "envelope", "random"});
  const std::string name = in.name("session");
  const Bytes identity_private = in.bytes("identity_private");
  const Bytes signing_private = in.bytes("signing_private");
  const auto raw_signed = read_prekeys(in, "signed_prekeys");
  const auto raw_one_time = read_prekeys(in, "one_time_prekeys");
  const RawKeys raw_sender = read_keys(in.object("sender"));
  const Bytes envelope = in.bytes("envelope");
  const Injection injection(in, {"ratchet_private"});

  const LocalKeys keys = local_keys(identity_private, signing_private);
  check_prekey_lengths(raw_signed);
  check_prekey_lengths(raw_one_time);
  const DeviceKeys sender = keys_of(raw_sender);
  injection.check_lengths();
  Entropy entropy;
  injection.apply(entropy);

  const auto signed_prekeys = named_prekeys(raw_signed);
  const auto one_time_prekeys = named_prekeys(raw_one_time);
  unwrap(check_not_own_keys(keys.public_keys(), sender));
  const Smx1 decoded = unwrap(decode_smx1(envelope));
  SMX_TRACE("smx1.header", decoded.header_bytes);
  const X25519KeyPair signed_prekey =
      pair_of(find_prekey(signed_prekeys, decoded.header.signed_prekey_id).duplicate());
  const X25519PrivateKey* one_time_prekey =
      decoded.header.one_time_prekey_id
          ? &find_prekey(one_time_prekeys, *decoded.header.one_time_prekey_id)
          : nullptr;
  Session session = unwrap(
      start_session_as_responder(keys, signed_prekey, one_time_prekey, sender, decoded.header));
  const Bytes frame = unwrap(unwrap_frame(session, decoded));
  OpenedFrame opened = unwrap(open_frame(session, frame, entropy));
  take(session, std::move(opened.change));
  handles.sessions.insert_or_assign(name, std::move(session));
  return {{"plaintext", hex(opened.plaintext.reveal())}};
}

Json op_init(const Members& in, Handles& handles) {
  in.allow_only(
      {"session", "role", "root_key", "ad", "ratchet_private", "remote_ratchet_key", "ns"});
  const std::string name = in.name("session");
  const std::string role = in.text("role");
  const Bytes root_key = in.bytes("root_key");
  const Bytes ad = in.bytes("ad");
  const Bytes ratchet_private = in.bytes("ratchet_private");
  const Bytes remote = in.bytes("remote_ratchet_key");
  const bool initiator = role == "initiator";
  if (!initiator && role != "responder") throw RequestFault("role is neither of the two");
  if (!initiator && !remote.empty()) throw RequestFault("a responder has no remote_ratchet_key");
  std::uint32_t sent = 0;
  if (in.has("ns")) {
    if (!initiator) throw RequestFault("ns is for an initiator only");
    sent = static_cast<std::uint32_t>(in.number("ns", 0xFFFF'FFFF));
  }

  const auto root = secret_of<RootKey>(root_key);
  if (ad.size() != limits::kAssociatedDataSize) throw Rejected{Error::malformed};
  AssociatedData session_ad;
  std::ranges::copy(ad, session_ad.begin());
  X25519KeyPair own = pair_of(secret_of<X25519PrivateKey>(ratchet_private));
  const auto start = [&]() -> DoubleRatchet {
    if (!initiator) return unwrap(DoubleRatchet::start_as_responder(root, std::move(own)));
    DoubleRatchet ratchet = unwrap(DoubleRatchet::start_as_initiator(
        root, std::move(own), public_of<X25519PublicKey>(remote)));
    ratchet.set_sent_for_test(sent);
    return ratchet;
  };
  handles.sessions.insert_or_assign(name, Session{SessionMeta{}, session_ad, start()});
  return Json::object();
}

Json op_encrypt(const Members& in, Handles& handles) {
  in.allow_only({"session", "plaintext"});
  Session& session = session_of(in, handles);
  const Bytes plaintext = in.bytes("plaintext");
  SealedFrame sealed = unwrap(session.ratchet.encrypt(session.ad, plaintext));
  take(session, std::move(sealed.change));
  return {{"frame", hex(sealed.frame)}};
}

Json op_decrypt(const Members& in, Handles& handles) {
  in.allow_only({"session", "frame", "random"});
  Session& session = session_of(in, handles);
  const Bytes frame = in.bytes("frame");
  const Injection injection(in, {"ratchet_private"});
  injection.check_lengths();
  Entropy entropy;
  injection.apply(entropy);
  OpenedFrame opened = unwrap(open_frame(session, frame, entropy));
  take(session, std::move(opened.change));
  return {{"plaintext", hex(opened.plaintext.reveal())}};
}

const X25519PublicKey& key_of_chain(const RatchetHead& head, std::uint32_t chain) {
  if (chain == head.chain_serial) return *head.remote;
  return head.earlier.keys()[head.chain_serial - 1 - chain];
}

Json op_state(const Members& in, Handles& handles) {
  in.allow_only({"session"});
  const Session& session = session_of(in, handles);
  const RatchetHead& head = session.ratchet.head();
  Json skipped = Json::array();
  for (const auto& [sequence, key] : session.ratchet.skipped().entries())
    skipped.push_back(
        {{"ratchet_key", hex(key_of_chain(head, key.chain).view())}, {"n", key.number}});
  const SecretBytes encoded = encode_whole_session(session);
  return {{"ratchet_key", hex(head.own.public_key.view())},
          {"remote_ratchet_key", head.remote ? hex(head.remote->view()) : ""},
          {"ns", head.sent},
          {"nr", head.received},
          {"pn", head.previous_sent},
          {"skipped", skipped},
          {"digest", hex(sha256({encoded.reveal()}))}};
}

}  // namespace

const std::map<std::string, Op, std::less<>>& session_ops() {
  static const std::map<std::string, Op, std::less<>> ops{
      {"x3dh.initiate", op_initiate}, {"x3dh.respond", op_respond}, {"dr.init", op_init},
      {"dr.encrypt", op_encrypt},     {"dr.decrypt", op_decrypt},   {"dr.state", op_state},
  };
  return ops;
}

}  // namespace smx::driver
