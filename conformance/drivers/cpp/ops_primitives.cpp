#include "crypto/aead.h"
#include "crypto/ed25519.h"
#include "crypto/hash.h"
#include "crypto/x25519.h"
#include "driver.h"
#include "smx/dr_frame.h"
#include "smx/smx1.h"
#include "x3dh/initiator.h"

namespace smx::driver {
namespace {

// The flags byte is strict in both formats, so its value follows from what was decoded.
constexpr int kFlagOneTimePrekey = 1;

Json op_x25519(const Members& in, Handles&) {
  in.allow_only({"private_key", "public_key"});
  const Bytes private_key = in.bytes("private_key");
  const Bytes public_key = in.bytes("public_key");
  const auto shared = unwrap(
      x25519(secret_of<X25519PrivateKey>(private_key), public_of<X25519PublicKey>(public_key)));
  return {{"shared_secret", hex(shared.reveal())}};
}

Json op_ed25519_sign(const Members& in, Handles&) {
  in.allow_only({"private_key", "message"});
  const Bytes private_key = in.bytes("private_key");
  const Bytes message = in.bytes("message");
  const auto seed = secret_of<Ed25519PrivateKey>(private_key);
  return {{"signature", hex(ed25519_sign(seed, ed25519_public_key(seed), message).view())}};
}

Json op_ed25519_verify(const Members& in, Handles&) {
  in.allow_only({"public_key", "message", "signature"});
  const Bytes public_key = in.bytes("public_key");
  const Bytes message = in.bytes("message");
  const Bytes signature = in.bytes("signature");
  const auto key = public_of<Ed25519PublicKey>(public_key);
  unwrap(ed25519_verify(key, message, public_of<Signature>(signature)));
  return Json::object();
}

Json op_hkdf(const Members& in, Handles&) {
  in.allow_only({"salt", "ikm", "info", "length"});
  const Bytes salt = in.bytes("salt");
  const Bytes ikm = in.bytes("ikm");
  const Bytes info = in.bytes("info");
  Bytes okm(static_cast<std::size_t>(in.number("length", limits::kMaxHkdfOutput)));
  unwrap(hkdf_sha256(salt, ikm, info, okm));
  return {{"okm", hex(okm)}};
}

Json op_hmac(const Members& in, Handles&) {
  in.allow_only({"key", "message"});
  const Bytes key = in.bytes("key");
  const Bytes message = in.bytes("message");
  Digest tag;
  hmac_sha256(key, {message}, tag);
  return {{"tag", hex(tag)}};
}

Json op_seal(const Members& in, Handles&) {
  in.allow_only({"key", "nonce", "plaintext", "aad"});
  const Bytes key = in.bytes("key");
  const Bytes nonce = in.bytes("nonce");
  const Bytes plaintext = in.bytes("plaintext");
  const Bytes aad = in.bytes("aad");
  const auto aead_key = secret_of<AeadKey>(key);
  Bytes ciphertext(plaintext.size() + limits::kTagSize);
  unwrap(aead_seal(aead_key, public_of<Nonce>(nonce), {aad, {}}, plaintext, ciphertext));
  return {{"ciphertext", hex(ciphertext)}};
}

Json op_open(const Members& in, Handles&) {
  in.allow_only({"key", "nonce", "ciphertext", "aad"});
  const Bytes key = in.bytes("key");
  const Bytes nonce = in.bytes("nonce");
  const Bytes ciphertext = in.bytes("ciphertext");
  const Bytes aad = in.bytes("aad");
  const auto aead_key = secret_of<AeadKey>(key);
  const auto aead_nonce = public_of<Nonce>(nonce);
  if (ciphertext.size() < limits::kTagSize) throw Rejected{Error::decryption_failed};
  Bytes plaintext(ciphertext.size() - limits::kTagSize);
  unwrap(aead_open(aead_key, aead_nonce, {aad, {}}, ciphertext, plaintext));
  return {{"plaintext", hex(plaintext)}};
}

Json op_spk_sign(const Members& in, Handles&) {
  in.allow_only({"signing_private", "identity_key", "public_key", "key_id"});
  const Bytes signing_private = in.bytes("signing_private");
  const Bytes identity_key = in.bytes("identity_key");
  const Bytes public_key = in.bytes("public_key");
  const Bytes key_id = in.bytes("key_id");
  const auto seed = secret_of<Ed25519PrivateKey>(signing_private);
  const auto identity = public_of<X25519PublicKey>(identity_key);
  const auto prekey = public_of<X25519PublicKey>(public_key);
  const Bytes message = signed_prekey_message(identity, prekey, key_id_of(key_id));
  return {{"signature", hex(ed25519_sign(seed, ed25519_public_key(seed), message).view())}};
}

Json op_spk_verify(const Members& in, Handles&) {
  in.allow_only({"signing_key", "identity_key", "public_key", "key_id", "signature"});
  const Bytes signing_key = in.bytes("signing_key");
  const Bytes identity_key = in.bytes("identity_key");
  const Bytes public_key = in.bytes("public_key");
  const Bytes key_id = in.bytes("key_id");
  const Bytes signature = in.bytes("signature");
  const auto key = public_of<Ed25519PublicKey>(signing_key);
  const auto identity = public_of<X25519PublicKey>(identity_key);
  const auto prekey = public_of<X25519PublicKey>(public_key);
  const auto given = public_of<Signature>(signature);
  const Bytes message = signed_prekey_message(identity, prekey, key_id_of(key_id));
  unwrap(ed25519_verify(key, message, given));
  return Json::object();
}

Json op_smx1_parse(const Members& in, Handles&) {
  in.allow_only({"envelope"});
  const Bytes envelope = in.bytes("envelope");
  const Smx1 decoded = unwrap(decode_smx1(envelope));
  const auto& one_time_prekey = decoded.header.one_time_prekey_id;
  return {{"flags", one_time_prekey ? kFlagOneTimePrekey : 0},
          {"ek", hex(decoded.header.ephemeral_key.view())},
          {"spk_key_id", hex(decoded.header.signed_prekey_id.view())},
          {"opk_key_id", one_time_prekey ? hex(one_time_prekey->view()) : ""},
          {"nonce", hex(decoded.header.nonce.view())},
          {"ciphertext", hex(decoded.ciphertext)}};
}

Json op_drv1_parse(const Members& in, Handles&) {
  in.allow_only({"frame"});
  const Bytes frame = in.bytes("frame");
  const Frame decoded = unwrap(decode_frame(frame));
  return {{"flags", 0},
          {"ratchet_key", hex(decoded.header.ratchet_key.view())},
          {"pn", decoded.header.previous_count},
          {"n", decoded.header.number},
          {"ciphertext", hex(decoded.ciphertext)}};
}

}  // namespace

const std::map<std::string, Op, std::less<>>& primitive_ops() {
  static const std::map<std::string, Op, std::less<>> ops{
      {"x25519", op_x25519},
      {"ed25519.sign", op_ed25519_sign},
      {"ed25519.verify", op_ed25519_verify},
      {"hkdf.sha256", op_hkdf},
      {"hmac.sha256", op_hmac},
      {"aes256gcm.seal", op_seal},
      {"aes256gcm.open", op_open},
      {"spk.sign", op_spk_sign},
      {"spk.verify", op_spk_verify},
      {"smx1.parse", op_smx1_parse},
      {"drv1.parse", op_drv1_parse},
  };
  return ops;
}

}  // namespace smx::driver
