#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "smx/bytes.h"
#include "smx/fault.h"

namespace smx::cli {

/// The byte formats that smx can take apart.
enum class Format { smx1, drv1, bundle };

/// "smx1", "drv1", "bundle": as options and JSON spell it.
[[nodiscard]] std::string_view format_name(Format format) noexcept;
/// "SMX1 bootstrap envelope": for headings.
[[nodiscard]] std::string_view format_title(Format format) noexcept;

/// The format that the bytes begin like; where none fits, the one whose magic fits longest.
[[nodiscard]] Format guess_format(ByteView bytes);

/// One field: where it stands and, in words, what it says.
struct Slice {
  std::string_view name;
  std::size_t offset = 0;
  std::size_t length = 0;
  /// "one-time prekey used", "12 bytes", a key id's text. Empty where the hex says it all.
  std::string meaning;
  /// The field that the decoder refused.
  bool refused = false;
};

/// What a byte string holds. The verdict is the core decoder's; the fields are cut out here along
/// the layout, as far as the decoder went.
struct Dissection {
  Format format = Format::smx1;
  std::vector<Slice> slices;
  std::optional<Fault> fault;
  /// Bytes that nobody looked at, because a field before them was refused.
  std::size_t unread_offset = 0;
};

[[nodiscard]] Dissection dissect(Format format, ByteView bytes);

/// The clause of docs/spec that refuses it ("SMX1-11").
[[nodiscard]] std::string_view clause_of(Format format, const Fault& fault) noexcept;
/// "malformed at byte 4, field flags: a flags value that the format does not have [SMX1-11]".
[[nodiscard]] std::string describe(Format format, const Fault& fault);

}  // namespace smx::cli
