// The hash that pins files.
#pragma once

#include <string>
#include <string_view>

namespace smx::conformance {

/// Lower-case hex of the SHA-256 of the bytes of `text`. Throws std::runtime_error without it.
std::string sha256_hex(std::string_view text);

}  // namespace smx::conformance
