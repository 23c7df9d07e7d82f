// The contract's primitives as the generator sees them: each is one question to the driver, so that
// the generator holds no cryptography of its own.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "asker.h"
#include "bytes.h"

namespace smx::vectors {

class Kit {
 public:
  explicit Kit(Asker& asker) : asker_(asker) {}

  /// Shared secret, or std::runtime_error when the driver refuses the point.
  Bytes x25519(const Bytes& private_key, const Bytes& public_key);
  /// Public key of `private_key`: the ladder on the base point 9.
  Bytes x25519_public(const Bytes& private_key);
  /// Public key of an Ed25519 seed (32 bytes), read off a scratch device that is made from it.
  Bytes ed25519_public(const Bytes& seed);
  Bytes ed25519_sign(const Bytes& seed, const Bytes& message);
  Bytes hmac(const Bytes& key, const Bytes& message);
  Bytes hkdf(const Bytes& salt, const Bytes& ikm, const Bytes& info, std::size_t length);
  /// AES-256-GCM: ciphertext with its tag.
  Bytes seal(const Bytes& key, const Bytes& nonce, const Bytes& plaintext, const Bytes& aad);

  /// `length` pseudo-random bytes named by `label`: the only source of keys, nonces and filler.
  /// No byte string it returns is all zero.
  Bytes derive(std::string_view label, std::size_t length);

  Asker& asker() { return asker_; }

 private:
  Bytes output(const std::string& op, const Json& in, const char* member);

  Asker& asker_;
  std::map<Bytes, Bytes> x25519_publics_;
  std::map<Bytes, Bytes> ed25519_publics_;
};

}  // namespace smx::vectors
