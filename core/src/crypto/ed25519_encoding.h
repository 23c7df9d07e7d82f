#pragma once

#include "smx/keys.h"

namespace smx {

// The strict half of Ed25519 verification that bytes alone decide. Here rather than left to the
// back end: what it refuses by itself depends on its version and build options. All of this is
// public data and none of it is constant time.

/// 32 bytes of a point's encoding: little-endian y and the sign of x in the top bit.
using PointBytes = std::span<const std::uint8_t, limits::kKeySize>;

/// y < p = 2^255 - 19.
[[nodiscard]] bool is_canonical_point(PointBytes point) noexcept;

/// The encoding of one of the eight points whose order divides 8, with either sign bit (which also
/// covers x = 0 with its sign bit set, the other way to be non-canonical).
[[nodiscard]] bool is_small_order_point(PointBytes point) noexcept;

/// S < L = 2^252 + 27742317777372353535851937790883648493.
[[nodiscard]] bool is_canonical_scalar(std::span<const std::uint8_t, 32> scalar) noexcept;

}  // namespace smx
