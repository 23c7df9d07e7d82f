#include "utf8.h"

namespace smx::node {
namespace {

constexpr bool is_high(char16_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
constexpr bool is_low(char16_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

std::uint8_t* append(std::uint8_t* out, std::uint32_t point) {
  const auto last = [point](unsigned shift) {
    return static_cast<std::uint8_t>(0x80 | ((point >> shift) & 0x3F));
  };
  if (point < 0x80) {
    *out++ = static_cast<std::uint8_t>(point);
  } else if (point < 0x800) {
    *out++ = static_cast<std::uint8_t>(0xC0 | (point >> 6));
    *out++ = last(0);
  } else if (point < 0x10000) {
    *out++ = static_cast<std::uint8_t>(0xE0 | (point >> 12));
    *out++ = last(6);
    *out++ = last(0);
  } else {
    *out++ = static_cast<std::uint8_t>(0xF0 | (point >> 18));
    *out++ = last(12);
    *out++ = last(6);
    *out++ = last(0);
  }
  return out;
}

}  // namespace

std::optional<std::size_t> to_utf8(std::u16string_view text, std::uint8_t* out) noexcept {
  const std::uint8_t* const start = out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::uint32_t point = text[i];
    if (is_low(text[i])) return std::nullopt;
    if (is_high(text[i])) {
      if (i + 1 == text.size() || !is_low(text[i + 1])) return std::nullopt;
      ++i;
      point = 0x10000U + ((point - 0xD800U) << 10) + (text[i] - 0xDC00U);
    }
    out = append(out, point);
  }
  return static_cast<std::size_t>(out - start);
}

}  // namespace smx::node
