#pragma once

#include <string>
#include <string_view>

#include "smx/bytes.h"

namespace smx::cli {

/// Lower-case hex digits, two a byte.
[[nodiscard]] std::string to_hex(ByteView bytes);
/// RFC 4648 section 4 with padding, on one line.
[[nodiscard]] std::string to_base64(ByteView bytes);

/// Hex digits of either case; white space between them is ignored. Throws Failure (bad_input) with
/// the offending character's place in `text`; `source` names the text.
[[nodiscard]] Bytes from_hex(std::string_view text, std::string_view source);
/// RFC 4648 section 4, with or without padding; white space is ignored. Throws as from_hex.
[[nodiscard]] Bytes from_base64(std::string_view text, std::string_view source);

/// Text that a terminal cannot be steered with: control characters (C0, C1), bidirectional
/// overrides and bytes that are not UTF-8 become \x.. or \u{..}.
[[nodiscard]] std::string printable(ByteView bytes);
[[nodiscard]] std::string printable(std::string_view text);

[[nodiscard]] inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace smx::cli
