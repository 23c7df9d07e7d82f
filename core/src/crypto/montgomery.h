#pragma once

#include <cstdint>
#include <span>

#include "smx/keys.h"

namespace smx {

/// The X25519 public key of a point that is encoded as Ed25519 encodes it: u = (1 + y) / (1 - y)
/// (RFC 7748 section 4.1). The point is public, so this may take a time that depends on it. False
/// when memory runs out; only a thread's first call allocates.
[[nodiscard]] bool montgomery_u(std::span<const std::uint8_t, limits::kKeySize> edwards_point,
                                X25519PublicKey& u) noexcept;

}  // namespace smx
