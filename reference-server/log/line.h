#pragma once

#include <string>

#include "log/event.h"
#include "log/h8.h"
#include "relay/clock.h"

namespace smx::relay::log {

/// "2026-11-21T09:30:00.125Z" (RFC 3339, UTC).
[[nodiscard]] std::string time_text(Instant at);

/// The event as one line of JSON in the form of slog, with its line feed: time, level, msg (the
/// type's name), then the fields in the order in which they were given. What event_table.h does not
/// allow, and a value without its field's form, is left out and counted (dropped_fields()).
[[nodiscard]] std::string line_of(const Event& event, Instant at, const H8& h8);

/// No line is longer: below what a pipe takes in one piece.
inline constexpr std::size_t kLongestLine = 1024;

}  // namespace smx::relay::log
