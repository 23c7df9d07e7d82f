// Lower-case hex, the only spelling of bytes in the driver protocol and the vector files.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace smx::conformance {

using Bytes = std::vector<std::uint8_t>;

/// True for an even number of digits 0-9 a-f; the empty text is the empty byte string.
bool is_lower_hex(std::string_view text);

/// The bytes of lower-case hex. Throws std::invalid_argument for anything else.
Bytes from_hex(std::string_view text);

/// Lower-case hex of the bytes.
std::string to_hex(std::span<const std::uint8_t> bytes);

}  // namespace smx::conformance
