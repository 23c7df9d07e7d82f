// Text of drivers and files, made harmless for people's eyes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace smx::conformance {

/// UTF-8 text in which everything that does not print, or that changes the order in which text is
/// read (bidirectional controls), is spelt out as \u{202e}; bytes that are not UTF-8 are \x{ff}.
/// Of a longer text the first `limit` bytes, with the number of those left out. Markup stays as it
/// is: each report escapes its own.
std::string shown_text(std::string_view text, std::size_t limit, bool keep_newlines = false);

}  // namespace smx::conformance
