#include "log/event.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "log/event_table.h"

namespace smx::relay::log {
namespace {

#ifdef NDEBUG
constexpr bool kStrictFromStart = false;
#else
constexpr bool kStrictFromStart = true;
#endif

std::atomic<bool> strict = kStrictFromStart;
std::atomic<std::uint64_t> dropped = 0;

bool takes(const Event& event, Field field, bool numeric) {
  if ((row_of(field).kind == FieldKind::number) == numeric &&
      row_of(event.type).fields.has(field) &&
      std::ranges::find(event.fields, field, &FieldValue::field) == event.fields.end()) {
    return true;
  }
  drop_field(event.type, field);
  return false;
}

}  // namespace

void set_strict_fields(bool is_strict) noexcept { strict = is_strict; }
std::uint64_t dropped_fields() noexcept { return dropped; }

void drop_field(EventType type, Field field) noexcept {
  dropped += 1;
  if (!strict) return;
  std::fprintf(stderr, "smx_relay_log: %s must not have (this kind of, or twice) %s\n",
               row_of(type).name.data(), row_of(field).name.data());
  std::abort();
}

void drop_value() noexcept { dropped += 1; }

Event event(EventType type) { return Event{type, {}}; }

Event& Event::number(Field field, std::int64_t value) {
  if (takes(*this, field, true)) fields.push_back({field, {}, value});
  return *this;
}

Event& Event::id(Field field, std::string_view id) {
  if (takes(*this, field, false)) fields.push_back({field, std::string(id), 0});
  return *this;
}

Event& Event::address(std::string_view ip) { return id(Field::ip, ip.substr(0, ip.find('%'))); }
Event& Event::route(std::string_view pattern) { return id(Field::route, pattern); }
Event& Event::problem(std::string_view name) { return id(Field::problem, name); }

}  // namespace smx::relay::log
