#include "shown_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace smx::conformance {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Controls, invisible and direction-changing characters, tags, surrogates' place.
constexpr std::array<Range, 11> kHidden = {{{0x0000, 0x001F},
                                            {0x007F, 0x009F},
                                            {0x00AD, 0x00AD},
                                            {0x061C, 0x061C},
                                            {0x180E, 0x180E},
                                            {0x200B, 0x200F},
                                            {0x2028, 0x202E},
                                            {0x2060, 0x206F},
                                            {0xFE00, 0xFE0F},
                                            {0xFEFF, 0xFEFF},
                                            {0xE0000, 0xE01EF}}};

bool is_hidden(char32_t point) {
  return std::ranges::any_of(
      kHidden, [&](const Range& range) { return point >= range.first && point <= range.last; });
}

/// The code point at `at` and its length in bytes; length 0 where the bytes are not UTF-8.
std::pair<char32_t, std::size_t> point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(at);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return {0, 0};
  char32_t point = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80U) return {0, 0};
    point = (point << 6U) | (byte(at + i) & 0x3FU);
  }
  return {point, length};
}

}  // namespace

std::string shown_text(std::string_view text, std::size_t limit, bool keep_newlines) {
  std::string shown;
  std::size_t at = 0;
  while (at < text.size() && at < limit) {
    const auto [point, length] = point_at(text, at);
    if (length == 0) {
      shown += fmt::format("\\x{{{:02x}}}", static_cast<std::uint8_t>(text[at++]));
      continue;
    }
    if (point == '\n' && keep_newlines) {
      shown += '\n';
    } else if (is_hidden(point)) {
      shown += fmt::format("\\u{{{:04x}}}", static_cast<std::uint32_t>(point));
    } else {
      shown += text.substr(at, length);
    }
    at += length;
  }
  if (at < text.size()) shown += fmt::format(" ... ({} more bytes)", text.size() - at);
  return shown;
}

}  // namespace smx::conformance
