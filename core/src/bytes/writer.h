#pragma once

#include <cstdint>

#include "smx/bytes.h"

namespace smx {

/// Writes big-endian fields into memory that the caller sized, so that no output is ever
/// reallocated and no secret copied. Writing past its end is a defect of the caller and ends the
/// process, in every build: going on would corrupt memory.
class Writer {
 public:
  explicit Writer(std::span<std::uint8_t> out) noexcept : out_(out) {}

  [[nodiscard]] std::size_t offset() const noexcept { return offset_; }
  [[nodiscard]] std::size_t remaining() const noexcept { return out_.size() - offset_; }

  void put(ByteView bytes) noexcept;
  void u8(std::uint8_t value) noexcept;
  void u16(std::uint16_t value) noexcept;
  void u32(std::uint32_t value) noexcept;
  void u64(std::uint64_t value) noexcept;

 private:
  std::span<std::uint8_t> out_;
  std::size_t offset_ = 0;
};

}  // namespace smx
