#pragma once

#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/ed25519.h"
#include "crypto/hash.h"
#include "crypto/secret_types.h"
#include "crypto/x25519.h"
#include "session/local_keys.h"
#include "smx/bundle.h"
#include "test_data.h"
#include "x3dh/initiator.h"

namespace smx::test {

/// 32 bytes that belong to a label: test data, the same in every run.
inline Bytes labelled_bytes(std::string_view label) {
  const Digest digest = sha256({view_of("test data, not secret: "), view_of(label)});
  return {digest.begin(), digest.end()};
}

template <class SecretType>
SecretType labelled_secret(std::string_view label) {
  const Bytes bytes = labelled_bytes(label);
  return SecretType(std::span<const std::uint8_t, SecretType::kSize>(bytes));
}

inline X25519KeyPair pair_of(X25519PrivateKey private_key) {
  const X25519PublicKey public_key = x25519_public_key(private_key);
  return {std::move(private_key), public_key};
}

inline X25519KeyPair labelled_pair(std::string_view label) {
  return pair_of(labelled_secret<X25519PrivateKey>(label));
}

inline KeyId key_id(std::string_view text) {
  const Result<KeyId> parsed = KeyId::parse(view_of(text));
  if (!parsed) std::abort();
  return *parsed;
}

/// The two identities of a device, private halves included.
struct Identity {
  X25519PrivateKey identity_private;
  Ed25519PrivateKey signing_private;
  DeviceKeys keys;

  [[nodiscard]] LocalKeys local_keys() const {
    Result<LocalKeys> made = LocalKeys::make(identity_private, signing_private);
    if (!made) std::abort();
    return *std::move(made);
  }
};

inline Identity identity_of(X25519PrivateKey identity_private, Ed25519PrivateKey signing_private) {
  const DeviceKeys keys{x25519_public_key(identity_private), ed25519_public_key(signing_private)};
  return {std::move(identity_private), std::move(signing_private), keys};
}

inline Identity labelled_identity(std::string_view name) {
  const std::string text(name);
  return identity_of(labelled_secret<X25519PrivateKey>(text + " identity"),
                     labelled_secret<Ed25519PrivateKey>(text + " signing"));
}

/// A signed prekey with a signature that verifies, whatever its public key is.
inline SignedPrekey sign_prekey(const Identity& owner, const X25519PublicKey& prekey,
                                const KeyId& id) {
  const Bytes message = signed_prekey_message(owner.keys.identity_key, prekey, id);
  return {id, prekey, ed25519_sign(owner.signing_private, owner.keys.signing_key, message)};
}

inline Bundle bundle_of(const Identity& owner, const X25519PublicKey& signed_prekey,
                        std::optional<OneTimePrekey> one_time_prekey = std::nullopt) {
  return {owner.keys.identity_key, owner.keys.signing_key,
          sign_prekey(owner, signed_prekey, key_id("spk-1")), one_time_prekey};
}

/// Public keys with which every X25519 output is zero: RFC 7748's u coordinates of small order,
/// their non-canonical forms, and one of each with the bit that is masked.
inline const std::array<X25519PublicKey, 9>& low_order_keys() {
  static const std::array<X25519PublicKey, 9> keys{
      key_of<X25519PublicKey>("0000000000000000000000000000000000000000000000000000000000000000"),
      key_of<X25519PublicKey>("0100000000000000000000000000000000000000000000000000000000000000"),
      key_of<X25519PublicKey>("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
      key_of<X25519PublicKey>("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
      key_of<X25519PublicKey>("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
      key_of<X25519PublicKey>("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
      key_of<X25519PublicKey>("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
      key_of<X25519PublicKey>("0000000000000000000000000000000000000000000000000000000000000080"),
      key_of<X25519PublicKey>("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880")};
  return keys;
}

}  // namespace smx::test
