// Bare calls of libsodium and OpenSSL, as cheap as they come: contexts reused, nothing checked but
// that the call worked, nothing wiped. What a message costs at least.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

namespace smx::bench {

using Key = std::array<std::uint8_t, 32>;

/// A counter keeps two runs from being alike; no security is meant.
Key next_key();

/// One X25519; `private_key` 32 bytes.
Key dh(const Key& private_key, const Key& public_key);
/// A random private key and its public half.
struct KeyPair {
  Key private_key;
  Key public_key;
};
KeyPair key_pair();
/// Two, with one inversion for the conversion of both public keys.
std::array<KeyPair, 2> key_pairs();
/// One Ed25519 verification of a message of `size` bytes.
void verify(std::size_t size);

/// HKDF-SHA256 without salt from `ikm` to `okm`; plain SHA-256 states, the salt's hashed
/// beforehand.
void hkdf(std::span<const std::uint8_t> ikm, std::span<std::uint8_t> okm);
/// The same with a salt of 32 bytes.
void hkdf(const Key& salt, std::span<const std::uint8_t> ikm, std::span<std::uint8_t> okm);
/// A chain key's two HMACs.
void chain_step(Key& chain_key, Key& message_key);

/// AES-256-GCM with 168 bytes of associated data. `data` is transformed in place.
void seal(const Key& key, std::span<std::uint8_t> data, std::span<std::uint8_t, 16> tag);
void open(const Key& key, std::span<std::uint8_t> data, std::span<const std::uint8_t, 16> tag);

}  // namespace smx::bench
