#include "api/base64.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace smx::relay::api {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNone = 64;

consteval std::array<std::uint8_t, 256> values_of_alphabet() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNone);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<std::uint8_t>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}

constexpr std::array<std::uint8_t, 256> kValues = values_of_alphabet();

}  // namespace

std::string encode_base64(ByteView bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  char* out = text.data();
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3, out += 4) {
    const std::uint32_t group =
        std::uint32_t{bytes[i]} << 16 | std::uint32_t{bytes[i + 1]} << 8 | bytes[i + 2];
    out[0] = kAlphabet[group >> 18];
    out[1] = kAlphabet[group >> 12 & 63];
    out[2] = kAlphabet[group >> 6 & 63];
    out[3] = kAlphabet[group & 63];
  }
  if (const std::size_t left = bytes.size() - i; left > 0) {
    const std::uint32_t group =
        std::uint32_t{bytes[i]} << 16 | (left > 1 ? std::uint32_t{bytes[i + 1]} << 8 : 0);
    out[0] = kAlphabet[group >> 18];
    out[1] = kAlphabet[group >> 12 & 63];
    if (left > 1) out[2] = kAlphabet[group >> 6 & 63];
  }
  return text;
}

std::optional<Bytes> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  const std::size_t characters = text.size() - padding;
  const auto value = [&](std::size_t i) -> std::uint32_t {
    return i < characters ? kValues[static_cast<std::uint8_t>(text[i])] : 0;
  };
  Bytes bytes(text.size() / 4 * 3);
  std::uint32_t all = 0;
  for (std::size_t i = 0, at = 0; i < text.size(); i += 4, at += 3) {
    const std::uint32_t a = value(i), b = value(i + 1), c = value(i + 2), d = value(i + 3);
    all |= a | b | c | d;
    const std::uint32_t group = a << 18 | b << 12 | c << 6 | d;
    bytes[at] = static_cast<std::uint8_t>(group >> 16);
    bytes[at + 1] = static_cast<std::uint8_t>(group >> 8);
    bytes[at + 2] = static_cast<std::uint8_t>(group);
  }
  // Of all values only that of a character outside the alphabet has this bit.
  if ((all & kNone) != 0) return std::nullopt;
  // What stands where the padding does came from the last character's unused bits: zero, or the
  // text is not the one form of its bytes.
  for (; padding > 0; --padding) {
    if (bytes.back() != 0) return std::nullopt;
    bytes.pop_back();
  }
  return bytes;
}

}  // namespace smx::relay::api
