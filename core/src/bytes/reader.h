#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "smx/bytes.h"

namespace smx {

/// Reads big-endian fields from a span, front to back. A read past the end yields nothing and
/// moves nothing.
class Reader {
 public:
  explicit Reader(ByteView bytes) noexcept : bytes_(bytes) {}

  [[nodiscard]] std::size_t offset() const noexcept { return offset_; }
  [[nodiscard]] std::size_t remaining() const noexcept { return bytes_.size() - offset_; }

  std::optional<ByteView> take(std::size_t size) noexcept;
  std::optional<std::uint8_t> u8() noexcept;
  std::optional<std::uint16_t> u16() noexcept;
  std::optional<std::uint32_t> u32() noexcept;
  std::optional<std::uint64_t> u64() noexcept;
  template <std::size_t N>
  std::optional<std::array<std::uint8_t, N>> array() noexcept {
    const std::optional<ByteView> view = take(N);
    if (!view) return std::nullopt;
    std::array<std::uint8_t, N> out;
    for (std::size_t i = 0; i < N; ++i) out[i] = (*view)[i];
    return out;
  }

 private:
  ByteView bytes_;
  std::size_t offset_ = 0;
};

}  // namespace smx
