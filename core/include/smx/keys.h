#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>

#include "smx/bytes.h"
#include "smx/limits.h"
#include "smx/secret.h"

namespace smx {

/// N public bytes under a role's name: compared, copied and printed freely.
template <class Tag, std::size_t N>
struct PublicBytes {
  static constexpr std::size_t kSize = N;
  std::array<std::uint8_t, N> bytes{};

  [[nodiscard]] std::span<const std::uint8_t, N> view() const noexcept { return bytes; }
  friend auto operator<=>(const PublicBytes&, const PublicBytes&) = default;
};

/// X25519 public key, 32 bytes, RFC 7748 little-endian u coordinate as received (never reduced or
/// masked in place: what is compared and signed is what was sent).
using X25519PublicKey = PublicBytes<struct X25519PublicTag, limits::kKeySize>;
/// Ed25519 public key, 32 bytes, RFC 8032.
using Ed25519PublicKey = PublicBytes<struct Ed25519PublicTag, limits::kKeySize>;
/// Ed25519 signature R || S, 64 bytes.
using Signature = PublicBytes<struct SignatureTag, limits::kSignatureSize>;
/// AES-256-GCM nonce, 12 bytes.
using Nonce = PublicBytes<struct NonceTag, limits::kNonceSize>;

/// X25519 private key, 32 bytes, before clamping.
using X25519PrivateKey = Secret<struct X25519PrivateTag, limits::kKeySize>;
/// Ed25519 private key: the 32-byte seed of RFC 8032.
using Ed25519PrivateKey = Secret<struct Ed25519PrivateTag, limits::kKeySize>;

/// A peer device, or this one: the pair of public identities that sessions, seen bootstraps and
/// limits belong to [KEY]. A name is only a label on it.
struct DeviceKeys {
  X25519PublicKey identity_key;
  Ed25519PublicKey signing_key;
  friend auto operator<=>(const DeviceKeys&, const DeviceKeys&) = default;
};

}  // namespace smx
