#pragma once

#include <array>
#include <cstdint>

#include "smx/keys.h"

namespace smx {

/// A point, encoded as Ed25519 encodes it (RFC 8032 section 5.1.2): 32 bytes.
using EdwardsPoint = std::array<std::uint8_t, limits::kKeySize>;

/// The X25519 public key of a point: u = (1 + y) / (1 - y) (RFC 7748 section 4.1). The point is
/// public, so this may take a time that depends on it. False when memory runs out; only a thread's
/// first call allocates.
[[nodiscard]] bool montgomery_u(const EdwardsPoint& point, X25519PublicKey& u) noexcept;

/// The same of two points, with one inversion for both: it is most of the work.
[[nodiscard]] bool montgomery_u(const std::array<EdwardsPoint, 2>& points,
                                std::array<X25519PublicKey, 2>& us) noexcept;

}  // namespace smx
