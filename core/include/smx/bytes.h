#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace smx {

/// Bytes that somebody else owns, valid for the call they are passed to.
using ByteView = std::span<const std::uint8_t>;

/// Bytes that hold no secret. What is secret lives in Secret or SecretBytes (secret.h).
using Bytes = std::vector<std::uint8_t>;

}  // namespace smx
