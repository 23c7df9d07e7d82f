#include "ops.h"

namespace smx_c_driver {
namespace {

Json op_ed25519_sign(const Members& in, Devices&) {
  in.allow_only({"private_key", "message"});
  const Bytes private_key = in.bytes("private_key");
  const Bytes message = in.bytes("message");
  std::uint8_t seed[SMX_KEY_SIZE];
  fill(seed, private_key);
  std::uint8_t signature[SMX_SIGNATURE_SIZE];
  must(smx_testing_ed25519_sign(seed, message.data(), message.size(), signature));
  return {{"signature", hex(signature, sizeof signature)}};
}

Json op_ed25519_verify(const Members& in, Devices&) {
  in.allow_only({"public_key", "message", "signature"});
  const Bytes public_key = in.bytes("public_key");
  const Bytes message = in.bytes("message");
  const Bytes given = in.bytes("signature");
  std::uint8_t key[SMX_KEY_SIZE];
  fill(key, public_key);
  std::uint8_t signature[SMX_SIGNATURE_SIZE];
  fill(signature, given);
  must(smx_testing_ed25519_verify(key, message.data(), message.size(), signature));
  return Json::object();
}

Json op_spk_sign(const Members& in, Devices&) {
  in.allow_only({"signing_private", "identity_key", "public_key", "key_id"});
  const Bytes signing_private = in.bytes("signing_private");
  const Bytes identity_key = in.bytes("identity_key");
  const Bytes public_key = in.bytes("public_key");
  const smx_key_id key_id = key_id_of(in.bytes("key_id"));
  std::uint8_t seed[SMX_KEY_SIZE];
  fill(seed, signing_private);
  std::uint8_t identity[SMX_KEY_SIZE];
  fill(identity, identity_key);
  std::uint8_t prekey[SMX_KEY_SIZE];
  fill(prekey, public_key);
  std::uint8_t signature[SMX_SIGNATURE_SIZE];
  must(smx_testing_signed_prekey_sign(seed, identity, prekey, &key_id, signature));
  return {{"signature", hex(signature, sizeof signature)}};
}

Json op_spk_verify(const Members& in, Devices&) {
  in.allow_only({"signing_key", "identity_key", "public_key", "key_id", "signature"});
  const RawKeys raw_owner{in.bytes("identity_key"), in.bytes("signing_key")};
  const Bytes public_key = in.bytes("public_key");
  const Bytes key_id = in.bytes("key_id");
  const Bytes signature = in.bytes("signature");
  const smx_device_keys owner = keys_of(raw_owner);
  smx_signed_prekey prekey{};
  fill(prekey.public_key, public_key);
  fill(prekey.signature, signature);
  prekey.key_id = key_id_of(key_id);
  must(smx_signed_prekey_verify(&owner, &prekey));
  return Json::object();
}

Json op_smx1_parse(const Members& in, Devices&) {
  in.allow_only({"envelope"});
  const Bytes envelope = in.bytes("envelope");
  smx_envelope_header header{};
  header.struct_size = sizeof header;
  must(smx_envelope_decode(envelope.data(), envelope.size(), &header, nullptr));
  return {{"flags", header.has_one_time_prekey},
          {"ek", hex(header.ephemeral_key, sizeof header.ephemeral_key)},
          {"spk_key_id", hex(header.signed_prekey_id)},
          {"opk_key_id", hex(header.one_time_prekey_id)},
          {"nonce", hex(header.nonce, sizeof header.nonce)},
          {"ciphertext", hex(envelope.data() + header.ciphertext_offset, header.ciphertext_size)}};
}

Json op_drv1_parse(const Members& in, Devices&) {
  in.allow_only({"frame"});
  const Bytes frame = in.bytes("frame");
  smx_frame_header header{};
  header.struct_size = sizeof header;
  must(smx_frame_decode(frame.data(), frame.size(), &header, nullptr));
  return {{"flags", 0},
          {"ratchet_key", hex(header.ratchet_key, sizeof header.ratchet_key)},
          {"pn", header.previous_count},
          {"n", header.number},
          {"ciphertext", hex(frame.data() + header.ciphertext_offset, header.ciphertext_size)}};
}

}  // namespace

const std::map<std::string, Op, std::less<>>& wire_ops() {
  static const std::map<std::string, Op, std::less<>> ops{
      {"ed25519.sign", op_ed25519_sign}, {"ed25519.verify", op_ed25519_verify},
      {"spk.sign", op_spk_sign},         {"spk.verify", op_spk_verify},
      {"smx1.parse", op_smx1_parse},     {"drv1.parse", op_drv1_parse},
  };
  return ops;
}

}  // namespace smx_c_driver
