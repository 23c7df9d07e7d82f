#include "log/line.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>

#include "log/event_table.h"
#include "relay/id.h"

namespace smx::relay::log {
namespace {

constexpr std::size_t kLongestAddress = 45;
constexpr std::size_t kLongestName = 40;
constexpr std::size_t kLongestRoute = 96;
/// Shorter than any identifier: a target that came from outside cannot pass as a pattern.
constexpr std::size_t kLongestSegment = 24;

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_address(std::string_view text) {
  return !text.empty() && text.size() <= kLongestAddress &&
         std::ranges::all_of(text, [](char c) { return is_hex(c) || c == '.' || c == ':'; });
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

bool is_route(std::string_view text) {
  if (text.size() > kLongestRoute || !text.starts_with('/')) return false;
  std::size_t segment = 0;
  for (const char c : text) {
    segment = c == '/' ? 0 : segment + 1;
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (segment > kLongestSegment) return false;
    if (!plain && std::string_view("/_-.{}").find(c) == std::string_view::npos) return false;
  }
  return true;
}

/// The value as it stands in the line; empty when it has not the field's form. No form has a
/// character that JSON escapes.
std::string shown(const FieldRow& row, const FieldValue& value, const H8& h8) {
  switch (row.kind) {
    case FieldKind::number:
      return std::to_string(value.number);
    case FieldKind::identifier:
      return fmt::format("\"{}\"", h8(value.text));
    case FieldKind::organisation:
      if (!OrganisationId::parse(value.text)) return {};
      break;
    case FieldKind::address:
      if (!is_address(value.text)) return {};
      break;
    case FieldKind::route:
      if (!is_route(value.text)) return {};
      break;
    case FieldKind::name:
      if (!is_name(value.text)) return {};
      break;
  }
  return fmt::format("\"{}\"", value.text);
}

}  // namespace

std::string time_text(Instant at) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(at.milliseconds)};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const hh_mm_ss<milliseconds> clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::string line_of(const Event& event, Instant at, const H8& h8) {
  const EventRow& type = row_of(event.type);
  std::string line = fmt::format(R"({{"time":"{}","level":"{}","msg":"{}")", time_text(at),
                                 level_name(type.level), type.name);
  FieldSet seen{};
  for (const FieldValue& value : event.fields) {
    if (!type.fields.has(value.field) || seen.has(value.field)) {
      drop_field(event.type, value.field);
      continue;
    }
    seen.add(value.field);
    const FieldRow& row = row_of(value.field);
    const std::string text = shown(row, value, h8);
    if (text.empty()) {
      drop_value();
    } else {
      line += fmt::format(R"(,"{}":{})", row.name, text);
    }
  }
  line += "}\n";
  return line;
}

}  // namespace smx::relay::log
