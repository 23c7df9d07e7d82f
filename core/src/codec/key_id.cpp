#include "smx/key_id.h"

#include <optional>

namespace smx {
namespace {

bool is_control(std::uint8_t byte) noexcept { return byte < 0x20 || byte == 0x7F; }

/// What may follow a lead byte: how many bytes, and the bounds of the first of them, which are what
/// rules out overlong forms, surrogates and values over U+10FFFF (RFC 3629 section 4).
struct Sequence {
  std::size_t followers;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
};

/// `followers` is 0 for ASCII; nothing for a byte that begins no character.
std::optional<Sequence> sequence_of(std::uint8_t lead) noexcept {
  if (lead < 0x80) return Sequence{.followers = 0};
  if (lead >= 0xC2 && lead <= 0xDF) return Sequence{.followers = 1};
  if (lead == 0xE0) return Sequence{.followers = 2, .low = 0xA0};
  if (lead == 0xED) return Sequence{.followers = 2, .high = 0x9F};
  if (lead >= 0xE1 && lead <= 0xEF) return Sequence{.followers = 2};
  if (lead == 0xF0) return Sequence{.followers = 3, .low = 0x90};
  if (lead == 0xF4) return Sequence{.followers = 3, .high = 0x8F};
  if (lead >= 0xF1 && lead <= 0xF3) return Sequence{.followers = 3};
  return std::nullopt;
}

/// Length of the well-formed character at the front of `bytes` (never empty), or 0.
std::size_t character_size(ByteView bytes) noexcept {
  const std::optional<Sequence> sequence = sequence_of(bytes[0]);
  if (!sequence || bytes.size() <= sequence->followers) return 0;
  for (std::size_t i = 1; i <= sequence->followers; ++i) {
    const std::uint8_t low = i == 1 ? sequence->low : std::uint8_t{0x80};
    const std::uint8_t high = i == 1 ? sequence->high : std::uint8_t{0xBF};
    if (bytes[i] < low || bytes[i] > high) return 0;
  }
  return 1 + sequence->followers;
}

}  // namespace

std::size_t first_bad_key_id_byte(ByteView bytes) noexcept {
  std::size_t offset = 0;
  while (offset < bytes.size()) {
    const std::size_t size = character_size(bytes.subspan(offset));
    if (size == 0 || is_control(bytes[offset])) return offset;
    offset += size;
  }
  return offset;
}

Result<KeyId> KeyId::parse(ByteView bytes) {
  if (bytes.size() < limits::kMinKeyIdSize || bytes.size() > limits::kMaxKeyIdSize) {
    return fail(Error::malformed);
  }
  if (first_bad_key_id_byte(bytes) != bytes.size()) return fail(Error::malformed);
  KeyId id;
  std::copy(bytes.begin(), bytes.end(), id.bytes_.begin());
  id.size_ = static_cast<std::uint8_t>(bytes.size());
  return id;
}

}  // namespace smx
