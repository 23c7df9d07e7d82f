#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "smx/bytes.h"

namespace smx {

/// Lower-case hex. Not for secrets: neither constant time nor wiped.
[[nodiscard]] std::string to_hex(ByteView bytes);

/// Bytes of an even number of lower-case hex digits; nothing for any other text.
[[nodiscard]] std::optional<Bytes> from_hex(std::string_view text);

}  // namespace smx
