#include "codec/field_reader.h"

#include <algorithm>

#include "bytes/try.h"

namespace smx {

std::unexpected<Error> FieldReader::refuse(std::size_t offset, Field field,
                                           FaultKind kind) noexcept {
  if (fault_ != nullptr) *fault_ = {.offset = offset, .field = field, .kind = kind};
  return fail(Error::malformed);
}

std::unexpected<Error> FieldReader::truncated(Field field) noexcept {
  return refuse(bytes_.size(), field, FaultKind::truncated);
}

Result<void> FieldReader::magic(std::span<const std::uint8_t, 4> expected) {
  for (const std::uint8_t byte : expected) {
    const std::size_t at = reader_.offset();
    SMX_ASSIGN(const std::uint8_t found, u8(Field::magic));
    if (found != byte) return refuse(at, Field::magic, FaultKind::wrong_magic);
  }
  return {};
}

Result<std::uint8_t> FieldReader::u8(Field field) {
  const std::optional<std::uint8_t> value = reader_.u8();
  if (!value) return truncated(field);
  return *value;
}

Result<std::uint16_t> FieldReader::u16(Field field) {
  const std::optional<std::uint16_t> value = reader_.u16();
  if (!value) return truncated(field);
  return *value;
}

Result<std::uint32_t> FieldReader::u32(Field field) {
  const std::optional<std::uint32_t> value = reader_.u32();
  if (!value) return truncated(field);
  return *value;
}

Result<KeyId> FieldReader::key_id(Field length_field, Field id_field) {
  SMX_ASSIGN(const std::uint16_t size, u16(length_field));
  return key_id_of_size(size, length_field, id_field);
}

Result<KeyId> FieldReader::key_id_of_size(std::size_t size, Field length_field, Field id_field) {
  const std::size_t start = reader_.offset();
  if (size < limits::kMinKeyIdSize || size > limits::kMaxKeyIdSize) {
    return refuse(start - 2, length_field, FaultKind::length_out_of_range);
  }
  const std::optional<ByteView> bytes = reader_.take(size);
  if (!bytes) return truncated(id_field);
  const Result<KeyId> id = KeyId::parse(*bytes);
  if (!id) {
    // The length is fine, so a byte is not. Every lead byte of a broken UTF-8 sequence is over 7F.
    const std::size_t bad = first_bad_key_id_byte(*bytes);
    const bool ascii = (*bytes)[bad] < 0x80;
    return refuse(start + bad, id_field,
                  ascii ? FaultKind::control_character : FaultKind::invalid_utf8);
  }
  return id;
}

bool begins_with(ByteView bytes, std::span<const std::uint8_t, 4> magic) noexcept {
  return bytes.size() >= magic.size() && std::ranges::equal(bytes.first(magic.size()), magic);
}

}  // namespace smx
