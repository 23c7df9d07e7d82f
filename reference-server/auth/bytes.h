#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace smx::relay::auth {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] inline ByteView bytes_of(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view text_of(ByteView bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// RFC 4648 section 4, with padding.
[[nodiscard]] std::string to_base64(ByteView bytes);

/// RFC 4648 section 5, without padding.
[[nodiscard]] std::string to_base64url(ByteView bytes);
/// Nothing unless `text` is the one spelling that `to_base64url` gives.
[[nodiscard]] std::optional<Bytes> from_base64url(std::string_view text);

/// Lower-case hex digits.
[[nodiscard]] std::string to_hex(ByteView bytes);

}  // namespace smx::relay::auth
