#include "bytes/writer.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace smx {
namespace {

template <class Integer>
std::array<std::uint8_t, sizeof(Integer)> big_endian(Integer value) noexcept {
  std::array<std::uint8_t, sizeof(Integer)> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(value >> (8 * (bytes.size() - 1 - i)));
  }
  return bytes;
}

}  // namespace

void Writer::put(ByteView bytes) noexcept {
  if (bytes.size() > remaining()) std::abort();
  std::copy(bytes.begin(), bytes.end(), out_.begin() + static_cast<std::ptrdiff_t>(offset_));
  offset_ += bytes.size();
}

void Writer::u8(std::uint8_t value) noexcept { put({&value, 1}); }
void Writer::u16(std::uint16_t value) noexcept { put(big_endian(value)); }
void Writer::u32(std::uint32_t value) noexcept { put(big_endian(value)); }
void Writer::u64(std::uint64_t value) noexcept { put(big_endian(value)); }

}  // namespace smx
