#pragma once

#include <array>
#include <initializer_list>
#include <span>
#include <string_view>

#include "smx/bytes.h"
#include "smx/error.h"
#include "smx/limits.h"

namespace smx {

using Digest = std::array<std::uint8_t, limits::kDigestSize>;

/// SHA-256 of the parts one after another. Errors: out_of_memory.
Result<Digest> sha256(std::initializer_list<ByteView> parts);

/// HMAC-SHA256 (RFC 2104) of the parts one after another, under a key of any length. The tag may be
/// secret: `out` belongs to the caller. Errors: out_of_memory.
Result<void> hmac_sha256(ByteView key, std::initializer_list<ByteView> parts,
                         std::span<std::uint8_t, limits::kDigestSize> out);

/// HKDF-SHA256 (RFC 5869), extract and expand. An empty salt counts as 32 zero bytes, as the RFC
/// says. `okm` takes 0 to 8160 bytes. Errors: invalid_argument (longer), out_of_memory.
Result<void> hkdf_sha256(ByteView salt, ByteView ikm, ByteView info, std::span<std::uint8_t> okm);

/// A label's bytes.
[[nodiscard]] inline ByteView label_bytes(std::string_view label) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(label.data()), label.size()};
}

}  // namespace smx
