#include "text.h"

#include <fmt/format.h>

#include <optional>

#include "failure.h"

namespace smx::cli {
namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return std::nullopt;
}

/// One character of UTF-8 at the front of `bytes`: its code point and size, or nothing.
struct Character {
  std::uint32_t code = 0;
  std::size_t size = 0;
};

std::optional<Character> first_character(ByteView bytes) {
  const std::uint8_t lead = bytes[0];
  if (lead < 0x80) return Character{lead, 1};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || bytes.size() < size) return std::nullopt;
  std::uint32_t code = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((bytes[i] & 0xC0) != 0x80) return std::nullopt;
    code = code << 6 | (bytes[i] & 0x3Fu);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kSmallest[size] || surrogate || code > 0x10FFFF) return std::nullopt;
  return Character{code, size};
}

bool steers_terminal(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0x061C ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF;
}

}  // namespace

std::string to_hex(ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0x0F];
  }
  return out;
}

std::string to_base64(ByteView bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8 | (i + j < bytes.size() ? bytes[i + j] : 0u);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      const bool present = i + j <= bytes.size();
      out += present ? kBase64[group >> (18 - 6 * j) & 0x3F] : '=';
    }
  }
  return out;
}

Bytes from_hex(std::string_view text, std::string_view source) {
  Bytes out;
  std::optional<unsigned> high;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_space(text[i])) continue;
    const std::optional<unsigned> digit = hex_digit(text[i]);
    if (!digit) bad_input(source, fmt::format("character {} is not a hex digit", i));
    if (high) {
      out.push_back(static_cast<std::uint8_t>(*high << 4 | *digit));
      high.reset();
    } else {
      high = digit;
    }
  }
  if (high) bad_input(source, "an odd number of hex digits: half of the last byte is missing");
  return out;
}

Bytes from_base64(std::string_view text, std::string_view source) {
  Bytes out;
  std::uint32_t bits = 0;
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_space(text[i])) continue;
    if (text[i] == '=') {
      ++padding;
      continue;
    }
    const std::size_t value = kBase64.find(text[i]);
    if (value == std::string_view::npos || padding > 0) {
      bad_input(source, fmt::format("character {} does not belong into base64", i));
    }
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++digits % 4 == 0) {
      for (const int shift : {16, 8, 0}) out.push_back(static_cast<std::uint8_t>(bits >> shift));
      bits = 0;
    }
  }
  const std::size_t left = digits % 4;
  if (left == 1 || (padding > 0 && (left + padding) != 4)) {
    bad_input(source, "the base64 is cut off or has the wrong padding");
  }
  if (left == 3) {
    out.push_back(static_cast<std::uint8_t>(bits >> 10));
    out.push_back(static_cast<std::uint8_t>(bits >> 2));
  } else if (left == 2) {
    out.push_back(static_cast<std::uint8_t>(bits >> 4));
  }
  return out;
}

std::string printable(ByteView bytes) {
  std::string out;
  while (!bytes.empty()) {
    const std::optional<Character> character = first_character(bytes);
    if (!character) {
      out += fmt::format("\\x{:02x}", bytes[0]);
      bytes = bytes.subspan(1);
      continue;
    }
    if (character->code == '\\') {
      out += "\\\\";
    } else if (steers_terminal(character->code)) {
      out += fmt::format("\\u{{{:x}}}", character->code);
    } else {
      out += as_text(bytes.first(character->size));
    }
    bytes = bytes.subspan(character->size);
  }
  return out;
}

std::string printable(std::string_view text) { return printable(as_bytes(text)); }

}  // namespace smx::cli
