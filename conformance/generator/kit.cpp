#include "kit.h"

#include <fmt/format.h>

#include <stdexcept>

namespace smx::vectors {

Bytes Kit::output(const std::string& op, const Json& in, const char* member) {
  const Answer answer = asker_.ask(op, in, false);
  if (!answer.accepted) {
    throw std::runtime_error(fmt::format("generator: {} was refused: {}", op, answer.reason));
  }
  return unhex(answer.ok.at(member).get<std::string>());
}

Bytes Kit::x25519(const Bytes& private_key, const Bytes& public_key) {
  return output("x25519", {{"private_key", hex(private_key)}, {"public_key", hex(public_key)}},
                "shared_secret");
}

Bytes Kit::x25519_public(const Bytes& private_key) {
  const auto found = x25519_publics_.find(private_key);
  if (found != x25519_publics_.end()) return found->second;
  Bytes base_point = repeat(0, 32);
  base_point[0] = 9;
  return x25519_publics_[private_key] = x25519(private_key, base_point);
}

Bytes Kit::ed25519_public(const Bytes& seed) {
  const auto found = ed25519_publics_.find(seed);
  if (found != ed25519_publics_.end()) return found->second;
  const Json prekey = {{"key_id", hex_text("s")}, {"private_key", hex(derive("scratch/spk", 32))}};
  const Json random = {{"identity_private", hex(derive("scratch/identity", 32))},
                       {"signing_private", hex(seed)},
                       {"signed_prekeys", Json::array({prekey})},
                       {"one_time_prekeys", Json::array()}};
  return ed25519_publics_[seed] = output(
             "device.new", {{"device", "generator scratch"}, {"random", random}}, "signing_key");
}

Bytes Kit::ed25519_sign(const Bytes& seed, const Bytes& message) {
  return output("ed25519.sign", {{"private_key", hex(seed)}, {"message", hex(message)}},
                "signature");
}

Bytes Kit::hmac(const Bytes& key, const Bytes& message) {
  return output("hmac.sha256", {{"key", hex(key)}, {"message", hex(message)}}, "tag");
}

Bytes Kit::hkdf(const Bytes& salt, const Bytes& ikm, const Bytes& info, std::size_t length) {
  return output("hkdf.sha256",
                {{"salt", hex(salt)}, {"ikm", hex(ikm)}, {"info", hex(info)}, {"length", length}},
                "okm");
}

Bytes Kit::seal(const Bytes& key, const Bytes& nonce, const Bytes& plaintext, const Bytes& aad) {
  return output(
      "aes256gcm.seal",
      {{"key", hex(key)}, {"nonce", hex(nonce)}, {"plaintext", hex(plaintext)}, {"aad", hex(aad)}},
      "ciphertext");
}

Bytes Kit::derive(std::string_view label, std::size_t length) {
  static const Bytes kSalt = text("SMX published test vectors: these keys are public");
  Bytes out;
  if (length == 0) return out;
  // One HKDF gives at most 8160 bytes; longer fillers are counted blocks of it.
  for (std::size_t block = 0; out.size() < length; ++block) {
    const std::size_t part = length - out.size() < 8160 ? length - out.size() : 8160;
    const Bytes piece = hkdf(kSalt, text(label), be32(block), part);
    out.insert(out.end(), piece.begin(), piece.end());
  }
  if (out == repeat(0, length)) throw std::runtime_error("generator: derived bytes are all zero");
  return out;
}

}  // namespace smx::vectors
