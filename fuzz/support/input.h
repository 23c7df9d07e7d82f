// A fuzzer's bytes, taken front to back as the numbers and strings that a target needs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "smx/bytes.h"

namespace smx::fuzz {

/// Every byte string is an input: what is missing at the end reads as zeros and as empty strings.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) noexcept : bytes_(data, size) {}
  explicit Input(ByteView bytes) noexcept : bytes_(bytes) {}

  [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }

  /// At most `size` bytes, fewer at the end.
  ByteView take(std::size_t size) noexcept {
    const ByteView taken = bytes_.first(std::min(size, bytes_.size()));
    bytes_ = bytes_.subspan(taken.size());
    return taken;
  }
  /// A string behind its length in one byte.
  ByteView take_short() noexcept { return take(u8()); }
  /// A string behind its length in two bytes.
  ByteView take_long() noexcept { return take(u16()); }
  ByteView rest() noexcept { return take(bytes_.size()); }

  std::uint8_t u8() noexcept { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() noexcept { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() noexcept { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() noexcept { return number(8); }

 private:
  std::uint64_t number(std::size_t size) noexcept {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : take(size)) value = value << 8 | byte;
    return value;
  }

  ByteView bytes_;
};

}  // namespace smx::fuzz
