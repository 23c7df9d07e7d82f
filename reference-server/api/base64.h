#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "smx/bytes.h"

namespace smx::relay::api {

/// RFC 4648 section 4, with padding.
[[nodiscard]] std::string encode_base64(ByteView bytes);

/// Nothing unless the text is exactly what encode_base64 gives for some bytes: with its padding,
/// without white space, the unused bits zero.
[[nodiscard]] std::optional<Bytes> decode_base64(std::string_view text);

}  // namespace smx::relay::api
