#pragma once

#include <span>

#include "bytes/reader.h"
#include "smx/bytes.h"
#include "smx/error.h"
#include "smx/fault.h"
#include "smx/key_id.h"
#include "smx/keys.h"

namespace smx {

/// Reads the named fields of a wire format, front to back. The first one that is not as it must be
/// ends the decoding with `malformed`, and the fault is filled at that moment: what is explained is
/// what was refused.
class FieldReader {
 public:
  FieldReader(ByteView bytes, Fault* fault) noexcept
      : bytes_(bytes), reader_(bytes), fault_(fault) {}

  [[nodiscard]] std::size_t offset() const noexcept { return reader_.offset(); }
  [[nodiscard]] std::size_t remaining() const noexcept { return reader_.remaining(); }
  /// Every byte read so far.
  [[nodiscard]] ByteView consumed() const noexcept { return bytes_.first(reader_.offset()); }
  /// Every byte not read yet.
  [[nodiscard]] ByteView rest() const noexcept { return bytes_.subspan(reader_.offset()); }

  Result<void> magic(std::span<const std::uint8_t, 4> expected);
  Result<std::uint8_t> u8(Field field);
  Result<std::uint16_t> u16(Field field);
  Result<std::uint32_t> u32(Field field);
  template <class Key>
  Result<Key> key(Field field) {
    const auto bytes = reader_.array<Key::kSize>();
    if (!bytes) return truncated(field);
    return Key{*bytes};
  }
  /// A key id behind its two-byte length.
  Result<KeyId> key_id(Field length_field, Field id_field);
  /// A key id whose length was read as `size`, at the two bytes before this place.
  Result<KeyId> key_id_of_size(std::size_t size, Field length_field, Field id_field);

  std::unexpected<Error> refuse(std::size_t offset, Field field, FaultKind kind) noexcept;
  /// Bytes of `field` are missing: the fault is at the end of the input.
  std::unexpected<Error> truncated(Field field) noexcept;

 private:
  ByteView bytes_;
  Reader reader_;
  Fault* fault_;
};

/// True when `bytes` begin with `magic`.
[[nodiscard]] bool begins_with(ByteView bytes, std::span<const std::uint8_t, 4> magic) noexcept;

}  // namespace smx
