#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

#include "log/event.h"

namespace smx::relay::log {

/// As slog writes them.
enum class Level : std::uint8_t { info, warn, error };

[[nodiscard]] std::string_view level_name(Level level) noexcept;

/// What a field may hold; a value of another form does not reach a line.
enum class FieldKind : std::uint8_t {
  organisation,  // an organisation's id, raw
  identifier,    // any other id: hashed
  number,
  address,  // digits, hex digits, dots and colons
  route,    // a route's pattern
  name,     // lower-case letters and underscores
};

struct FieldRow {
  Field field;
  std::string_view name;
  FieldKind kind;
};

/// A set of fields.
class FieldSet {
 public:
  constexpr FieldSet(std::initializer_list<Field> fields) {
    for (const Field field : fields) add(field);
  }
  constexpr void add(Field field) noexcept { bits_ |= 1u << static_cast<unsigned>(field); }
  [[nodiscard]] constexpr bool has(Field field) const noexcept {
    return (bits_ >> static_cast<unsigned>(field) & 1u) != 0;
  }

 private:
  std::uint32_t bits_ = 0;
};

struct EventRow {
  EventType type;
  std::string_view name;
  Level level;
  /// All that a line of this type may hold beside time, level and msg.
  FieldSet fields;
};

/// Every field and every type, in the order of their enumerations.
[[nodiscard]] std::span<const FieldRow> field_table() noexcept;
[[nodiscard]] std::span<const EventRow> event_table() noexcept;

[[nodiscard]] const FieldRow& row_of(Field field) noexcept;
[[nodiscard]] const EventRow& row_of(EventType type) noexcept;

/// Counts a dropped field; ends the process while fields are strict.
void drop_field(EventType type, Field field) noexcept;
/// Counts a value that does not have its field's form.
void drop_value() noexcept;

}  // namespace smx::relay::log
