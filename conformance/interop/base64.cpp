#include "base64.h"

namespace smx::interop {
namespace {

constexpr std::string_view kStandardDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string to_base64(std::span<const std::uint8_t> bytes, Base64Alphabet alphabet) {
  const std::string_view digits =
      alphabet == Base64Alphabet::kStandard ? kStandardDigits : kUrlDigits;
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t at) -> std::uint32_t {
      return at < bytes.size() ? bytes[at] : 0U;
    };
    const std::uint32_t group = (byte(i) << 16U) | (byte(i + 1) << 8U) | byte(i + 2);
    for (unsigned digit = 0; digit < 4; ++digit) {
      text += i + digit > bytes.size() ? '=' : digits[(group >> (18U - 6U * digit)) & 63U];
    }
  }
  return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  std::size_t digits = 0;
  for (const char c : text.substr(0, text.size() - padding)) {
    const std::size_t digit = kStandardDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    group = (group << 6U) | static_cast<std::uint32_t>(digit);
    if (++digits % 4 == 0) {
      for (const unsigned shift : {16U, 8U, 0U}) {
        bytes.push_back(static_cast<std::uint8_t>(group >> shift));
      }
      group = 0;
    }
  }
  // What is left over is one byte in two digits or two bytes in three, the rest of it zero.
  if (padding == 2) {
    if ((group & 0xfU) != 0) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(group >> 4U));
  } else if (padding == 1) {
    if ((group & 0x3U) != 0) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(group >> 10U));
    bytes.push_back(static_cast<std::uint8_t>(group >> 2U));
  }
  return bytes;
}

}  // namespace smx::interop
