// The people of the scripts: key pairs derived from labels, and their members of a request.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenario.h"

namespace smx::vectors {

struct KeyPair {
  Bytes private_key;
  Bytes public_key;
};

struct Prekey {
  Bytes id;
  KeyPair keys;
};

/// One device's keys, as both its owner and (public halves) its peers see them.
struct Person {
  std::string name;
  KeyPair identity;  ///< IK, X25519
  KeyPair signing;   ///< SGK, Ed25519; the private half is the seed
  Prekey spk;
  Bytes spk_signature;
  std::vector<Prekey> opks;
};

KeyPair x25519_pair(Kit& kit, const Bytes& private_key);
KeyPair x25519_pair(Scenario& s, std::string_view label);
KeyPair ed25519_pair(Scenario& s, std::string_view label);
Prekey prekey(Scenario& s, std::string_view label, std::string_view id);

/// A device with one signed prekey and the one-time prekeys named; ids are UTF-8 texts.
Person person(Scenario& s, const std::string& name, std::string_view spk_id = "спк-2026-α",
              const std::vector<std::string>& opk_ids = {"одноразовый-1", "opk-02"});

/// What an SPK signature covers: label || IK || SPK || key_id.
Bytes spk_message(const Bytes& identity_key, const Bytes& spk, const Bytes& key_id);
Bytes sign_spk(Kit& kit, const Bytes& signing_seed, const Bytes& identity_key, const Bytes& spk,
               const Bytes& key_id);

/// A bundle member; `opk` is an index into the one-time prekeys, or kNoOpk.
inline constexpr std::size_t kNoOpk = static_cast<std::size_t>(-1);
Json bundle(const Person& owner, std::size_t opk = 0);
/// `owner`'s bundle around another signed prekey, signed by `owner`.
Json bundle_with_spk(Kit& kit, const Person& owner, const Prekey& spk);
Json sender(const Person& owner);
Json private_prekey(const Prekey& key);
Json private_prekeys(const std::vector<Prekey>& keys);

}  // namespace smx::vectors
