#include "reference/wire.h"

#include <string_view>

namespace smx::fuzz::reference {
namespace {

bool begins_with(View bytes, std::string_view text) {
  if (bytes.size() < text.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (bytes[i] != static_cast<unsigned char>(text[i])) return false;
  }
  return true;
}

std::size_t u16_at(View bytes, std::size_t at) {
  return bytes[at] * std::size_t{256} + bytes[at + 1];
}

/// How many bytes the smallest UTF-8 form of a code point has.
std::size_t utf8_size(std::uint32_t point) {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}

/// The length of the character at `at`, or 0: it decodes to a code point, then judges that.
std::size_t character_at(View bytes, std::size_t at) {
  const std::uint8_t lead = bytes[at];
  std::size_t ones = 0;
  while (ones < 8 && ((lead >> (7 - ones)) & 1) != 0) ++ones;
  if (ones == 1 || ones > 4) return 0;
  const std::size_t size = ones == 0 ? 1 : ones;
  if (at + size > bytes.size()) return 0;
  std::uint32_t point = lead & (0xFFU >> (ones == 0 ? 1 : ones + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if (bytes[at + i] / 64 != 2) return 0;
    point = point * 64 + bytes[at + i] % 64;
  }
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  const bool control = point <= 0x1F || point == 0x7F;
  if (point > 0x10FFFF || surrogate || control || utf8_size(point) != size) return 0;
  return size;
}

}  // namespace

bool is_key_id(View bytes) {
  if (bytes.empty() || bytes.size() > 64) return false;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t size = character_at(bytes, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

bool is_smx1(View bytes) {
  if (!begins_with(bytes, "SMX1") || bytes.size() < 69 || bytes.size() > 65'794) return false;
  const std::uint8_t flags = bytes[4];
  const std::size_t l1 = u16_at(bytes, 37);
  if (flags > 1 || l1 > 64 || bytes.size() < 53 + l1 + 16) return false;
  const std::size_t l2 = u16_at(bytes, 39 + l1);
  if (l2 > 64 || bytes.size() < 53 + l1 + l2 + 16 || (flags == 1) != (l2 > 0)) return false;
  return is_key_id(bytes.subspan(39, l1)) && (l2 == 0 || is_key_id(bytes.subspan(41 + l1, l2)));
}

bool is_dr_frame(View bytes) {
  if (!begins_with(bytes, "DRV1") || bytes.size() < 61 || bytes.size() > 65'597) return false;
  const bool reserved =
      bytes[41] == 0xFF && bytes[42] == 0xFF && bytes[43] == 0xFF && bytes[44] == 0xFF;
  return bytes[4] == 0 && !reserved;
}

bool is_bundle(View bytes) {
  if (!begins_with(bytes, "SMXB") || bytes.size() < 168 || bytes[4] != 1 || bytes[5] > 1)
    return false;
  const std::size_t l1 = u16_at(bytes, 166);
  if (l1 > 64 || bytes.size() < 168 + l1 || !is_key_id(bytes.subspan(168, l1))) return false;
  if (bytes[5] == 0) return bytes.size() == 168 + l1;
  if (bytes.size() < 202 + l1) return false;
  const std::size_t l2 = u16_at(bytes, 200 + l1);
  return bytes.size() == 202 + l1 + l2 && is_key_id(bytes.subspan(202 + l1, l2));
}

}  // namespace smx::fuzz::reference
