#include "forge.h"

namespace smx::vectors {

Handshake handshake(Kit& kit, const Bytes& ad, const std::vector<Bytes>& dh) {
  Bytes ikm = repeat(0xff, 32);
  for (const Bytes& output : dh) ikm = cat({ikm, output});
  const Bytes zero = repeat(0, 32);
  const Bytes sk = kit.hkdf(zero, ikm, text("SemaFore-X3DH-v1"), 32);
  const Bytes keys = kit.hkdf(zero, sk, text("SemaFore-SMX1-v1"), 64);
  return {ad, slice(keys, 0, 32), slice(keys, 32, 32)};
}

Handshake agree(Kit& kit, const Person& a, const KeyPair& ek, const Person& b, const Prekey* opk) {
  std::vector<Bytes> dh = {kit.x25519(a.identity.private_key, b.spk.keys.public_key),
                           kit.x25519(ek.private_key, b.identity.public_key),
                           kit.x25519(ek.private_key, b.spk.keys.public_key)};
  if (opk != nullptr) dh.push_back(kit.x25519(ek.private_key, opk->keys.public_key));
  return handshake(kit, associated_data(a, b), dh);
}

Bytes associated_data(const Person& a, const Person& b) {
  return cat(
      {a.identity.public_key, a.signing.public_key, b.identity.public_key, b.signing.public_key});
}

Bytes smx1_header(std::uint8_t flags, const Bytes& ek, const Bytes& spk_id, const Bytes& opk_id,
                  const Bytes& nonce) {
  return cat(
      {text("SMX1"), {flags}, ek, be16(spk_id.size()), spk_id, be16(opk_id.size()), opk_id, nonce});
}

Bytes seal_smx1(Kit& kit, const Handshake& keys, const Bytes& header, const Bytes& inner) {
  const Bytes nonce = slice(header, header.size() - 12, 12);
  return cat({header, kit.seal(keys.bootstrap_key, nonce, inner, cat({keys.ad, header}))});
}

Chain turn_root(Kit& kit, const Bytes& root_key, const Bytes& dh) {
  const Bytes out = kit.hkdf(root_key, dh, text("SemaFore-DR-v1-ratchet"), 64);
  return {slice(out, 0, 32), slice(out, 32, 32)};
}

const Bytes& MessageKeys::at(std::size_t n) {
  while (keys_.size() <= n) {
    keys_.push_back(kit_.hmac(next_, {0x01}));
    next_ = kit_.hmac(next_, {0x02});
  }
  return keys_[n];
}

Bytes drv1_header(const Bytes& ratchet_key, std::uint64_t pn, std::uint64_t n, std::uint8_t flags) {
  return cat({text("DRV1"), {flags}, ratchet_key, be32(pn), be32(n)});
}

Bytes seal_drv1(Kit& kit, const Bytes& message_key, const Bytes& ad, const Bytes& header,
                const Bytes& plaintext) {
  const Bytes keys = kit.hkdf(repeat(0, 32), message_key, text("SemaFore-DR-v1-message"), 44);
  return cat(
      {header, kit.seal(slice(keys, 0, 32), slice(keys, 32, 12), plaintext, cat({ad, header}))});
}

}  // namespace smx::vectors
