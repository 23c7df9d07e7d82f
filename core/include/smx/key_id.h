#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstdint>

#include "smx/bytes.h"
#include "smx/error.h"
#include "smx/limits.h"

namespace smx {

/// The name of a prekey: 1 to 64 bytes of well-formed UTF-8 without U+0000..U+001F and U+007F.
/// Compared byte for byte, never normalised. Always valid: the only way in is `parse`.
class KeyId {
 public:
  /// Errors: malformed.
  static Result<KeyId> parse(ByteView bytes);

  [[nodiscard]] ByteView view() const noexcept { return {bytes_.data(), size_}; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  friend bool operator==(const KeyId& a, const KeyId& b) noexcept {
    return std::ranges::equal(a.view(), b.view());
  }
  friend auto operator<=>(const KeyId& a, const KeyId& b) noexcept {
    const ByteView x = a.view();
    const ByteView y = b.view();
    return std::lexicographical_compare_three_way(x.begin(), x.end(), y.begin(), y.end());
  }

 private:
  KeyId() = default;

  std::array<std::uint8_t, limits::kMaxKeyIdSize> bytes_{};
  std::uint8_t size_ = 0;
};

/// Offset of the first byte that no key id may hold at that place (a broken UTF-8 sequence, a
/// control character), or `bytes.size()` when every byte is fine. Says nothing about the length.
[[nodiscard]] std::size_t first_bad_key_id_byte(ByteView bytes) noexcept;

}  // namespace smx
