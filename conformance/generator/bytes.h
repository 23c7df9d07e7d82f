// Byte strings of the generator: built from parts, written as lower-case hex.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace smx::vectors {

using Bytes = std::vector<std::uint8_t>;

/// Lower-case hex of `bytes`.
std::string hex(const Bytes& bytes);

/// The bytes of a hex string. Throws std::invalid_argument on an odd length or a bad digit.
Bytes unhex(std::string_view digits);

/// The bytes of a text, without a terminator.
Bytes text(std::string_view characters);

/// Hex of a text: what the driver protocol wants for key ids, labels and plaintexts.
std::string hex_text(std::string_view characters);

/// The parts, one after the other.
Bytes cat(std::initializer_list<Bytes> parts);

/// `count` bytes of one value.
Bytes repeat(std::uint8_t value, std::size_t count);

/// Big-endian integers of two and four bytes.
Bytes be16(std::size_t value);
Bytes be32(std::uint64_t value);

/// `length` bytes of `bytes` from `offset`; throws std::out_of_range past the end.
Bytes slice(const Bytes& bytes, std::size_t offset, std::size_t length);

/// `bytes` with those at `offset` replaced by `with`; throws std::out_of_range past the end.
Bytes replaced(Bytes bytes, std::size_t offset, const Bytes& with);

}  // namespace smx::vectors
