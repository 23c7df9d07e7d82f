#pragma once

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "bytes/hex.h"
#include "smx/bytes.h"

namespace smx::test {

/// Bytes of a hex literal. A literal that is not hex is a mistake in the test and ends it.
inline Bytes bytes_of(std::string_view hex) {
  std::optional<Bytes> bytes = from_hex(hex);
  if (!bytes) std::abort();
  return *std::move(bytes);
}

/// A public key, nonce or signature of a hex literal of exactly its size.
template <class Key>
Key key_of(std::string_view hex) {
  const Bytes bytes = bytes_of(hex);
  Key key;
  if (bytes.size() != Key::kSize) std::abort();
  std::ranges::copy(bytes, key.bytes.begin());
  return key;
}

/// The same for a Secret: test data, secret in type only.
template <class SecretType>
SecretType secret_of(std::string_view hex) {
  const Bytes bytes = bytes_of(hex);
  SecretType secret;
  if (bytes.size() != SecretType::kSize) std::abort();
  std::ranges::copy(bytes, secret.writable().begin());
  return secret;
}

inline ByteView view_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// `count` bytes from `first` upward, so that no two neighbours are equal.
inline Bytes counting_bytes(std::size_t count, std::uint8_t first) {
  Bytes bytes(count);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = static_cast<std::uint8_t>(first + i);
  return bytes;
}

/// The same as a key type.
template <class Key>
Key counting_key(std::uint8_t first) {
  Key key;
  std::ranges::copy(counting_bytes(Key::kSize, first), key.bytes.begin());
  return key;
}

}  // namespace smx::test
