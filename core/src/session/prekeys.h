#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/secret_types.h"
#include "smx/bundle.h"

namespace smx {

/// A signed prekey with its private half and its age.
struct SignedPrekeyEntry {
  std::uint64_t serial = 0;
  KeyId key_id;
  X25519KeyPair pair;
  Signature signature;
  /// Seconds since 1970; none until the device is told a time.
  std::optional<std::uint64_t> created_at;
  /// When another took its place; none for the published one, and until a time is known.
  std::optional<std::uint64_t> replaced_at;

  [[nodiscard]] SignedPrekey published() const { return {key_id, pair.public_key, signature}; }
};

struct OneTimePrekeyEntry {
  std::uint64_t serial = 0;
  KeyId key_id;
  X25519KeyPair pair;

  [[nodiscard]] OneTimePrekey published() const { return {key_id, pair.public_key}; }
};

/// Oldest first; the last is the published one.
using SignedPrekeys = std::vector<SignedPrekeyEntry>;
/// By key id; the serial number tells the order they were made in.
using OneTimePrekeys = std::map<KeyId, OneTimePrekeyEntry>;

/// A prekey about to be made: its name and its private half.
struct PrekeyMaterial {
  KeyId key_id;
  X25519PrivateKey private_key;
};

}  // namespace smx
