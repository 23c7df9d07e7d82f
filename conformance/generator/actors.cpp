#include "actors.h"

#include <fmt/format.h>

namespace smx::vectors {

KeyPair x25519_pair(Kit& kit, const Bytes& private_key) {
  return {private_key, kit.x25519_public(private_key)};
}

KeyPair x25519_pair(Scenario& s, std::string_view label) {
  return x25519_pair(s.kit(), s.key(label));
}

KeyPair ed25519_pair(Scenario& s, std::string_view label) {
  const Bytes seed = s.key(label);
  return {seed, s.kit().ed25519_public(seed)};
}

Prekey prekey(Scenario& s, std::string_view label, std::string_view id) {
  return {text(id), x25519_pair(s, label)};
}

Person person(Scenario& s, const std::string& name, std::string_view spk_id,
              const std::vector<std::string>& opk_ids) {
  Person out;
  out.name = name;
  out.identity = x25519_pair(s, name + "/identity");
  out.signing = ed25519_pair(s, name + "/signing");
  out.spk = prekey(s, name + "/spk", spk_id);
  out.spk_signature = sign_spk(s.kit(), out.signing.private_key, out.identity.public_key,
                               out.spk.keys.public_key, out.spk.id);
  for (const std::string& id : opk_ids) out.opks.push_back(prekey(s, name + "/opk/" + id, id));
  return out;
}

Bytes spk_message(const Bytes& identity_key, const Bytes& spk, const Bytes& key_id) {
  return cat({text("SemaFore-SPK-v1"), identity_key, spk, key_id});
}

Bytes sign_spk(Kit& kit, const Bytes& signing_seed, const Bytes& identity_key, const Bytes& spk,
               const Bytes& key_id) {
  return kit.ed25519_sign(signing_seed, spk_message(identity_key, spk, key_id));
}

Json bundle(const Person& owner, std::size_t opk) {
  Json out = {{"identity_key", hex(owner.identity.public_key)},
              {"signing_key", hex(owner.signing.public_key)},
              {"signed_prekey",
               {{"key_id", hex(owner.spk.id)},
                {"public_key", hex(owner.spk.keys.public_key)},
                {"signature", hex(owner.spk_signature)}}}};
  if (opk != kNoOpk) {
    const Prekey& key = owner.opks.at(opk);
    out["one_time_prekey"] = {{"key_id", hex(key.id)}, {"public_key", hex(key.keys.public_key)}};
  }
  return out;
}

Json bundle_with_spk(Kit& kit, const Person& owner, const Prekey& spk) {
  Person changed = owner;
  changed.spk = spk;
  changed.spk_signature = sign_spk(kit, owner.signing.private_key, owner.identity.public_key,
                                   spk.keys.public_key, spk.id);
  return bundle(changed, kNoOpk);
}

Json sender(const Person& owner) {
  return {{"identity_key", hex(owner.identity.public_key)},
          {"signing_key", hex(owner.signing.public_key)}};
}

Json private_prekey(const Prekey& key) {
  return {{"key_id", hex(key.id)}, {"private_key", hex(key.keys.private_key)}};
}

Json private_prekeys(const std::vector<Prekey>& keys) {
  Json out = Json::array();
  for (const Prekey& key : keys) out.push_back(private_prekey(key));
  return out;
}

}  // namespace smx::vectors
