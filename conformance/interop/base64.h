// Base64 as the relay's interface spells bytes (RFC 4648 section 4, with padding).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "runner/hex.h"

namespace smx::interop {

using conformance::Bytes;

enum class Base64Alphabet { kStandard, kUrl };

/// With padding in either alphabet.
std::string to_base64(std::span<const std::uint8_t> bytes,
                      Base64Alphabet alphabet = Base64Alphabet::kStandard);

/// Canonical standard base64 only: padding, and no bit set that belongs to no byte.
std::optional<Bytes> from_base64(std::string_view text);

}  // namespace smx::interop
