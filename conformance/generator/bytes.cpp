#include "bytes.h"

#include <algorithm>
#include <stdexcept>

#include "runner/hex.h"

namespace smx::vectors {
namespace {

void check_range(const Bytes& bytes, std::size_t offset, std::size_t length) {
  if (offset > bytes.size() || length > bytes.size() - offset) {
    throw std::out_of_range("byte range past the end");
  }
}

}  // namespace

std::string hex(const Bytes& bytes) { return conformance::to_hex(bytes); }

Bytes unhex(std::string_view digits) { return conformance::from_hex(digits); }

Bytes text(std::string_view characters) { return {characters.begin(), characters.end()}; }

std::string hex_text(std::string_view characters) { return hex(text(characters)); }

Bytes cat(std::initializer_list<Bytes> parts) {
  Bytes out;
  for (const Bytes& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

Bytes repeat(std::uint8_t value, std::size_t count) { return Bytes(count, value); }

Bytes be16(std::size_t value) {
  return {static_cast<std::uint8_t>(value >> 8U), static_cast<std::uint8_t>(value)};
}

Bytes be32(std::uint64_t value) {
  return cat({be16((value >> 16U) & 0xffffU), be16(value & 0xffffU)});
}

Bytes slice(const Bytes& bytes, std::size_t offset, std::size_t length) {
  check_range(bytes, offset, length);
  const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(offset);
  return {first, first + static_cast<std::ptrdiff_t>(length)};
}

Bytes replaced(Bytes bytes, std::size_t offset, const Bytes& with) {
  check_range(bytes, offset, with.size());
  std::copy(with.begin(), with.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset));
  return bytes;
}

}  // namespace smx::vectors
