#include "bytes/reader.h"

namespace smx {
namespace {

template <class Integer>
std::optional<Integer> big_endian(std::optional<ByteView> bytes) noexcept {
  if (!bytes) return std::nullopt;
  Integer value = 0;
  for (const std::uint8_t byte : *bytes) value = static_cast<Integer>((value << 8) | byte);
  return value;
}

}  // namespace

std::optional<ByteView> Reader::take(std::size_t size) noexcept {
  if (size > remaining()) return std::nullopt;
  const ByteView taken = bytes_.subspan(offset_, size);
  offset_ += size;
  return taken;
}

std::optional<std::uint8_t> Reader::u8() noexcept {
  const std::optional<ByteView> byte = take(1);
  if (!byte) return std::nullopt;
  return byte->front();
}

std::optional<std::uint16_t> Reader::u16() noexcept { return big_endian<std::uint16_t>(take(2)); }
std::optional<std::uint32_t> Reader::u32() noexcept { return big_endian<std::uint32_t>(take(4)); }
std::optional<std::uint64_t> Reader::u64() noexcept { return big_endian<std::uint64_t>(take(8)); }

}  // namespace smx
