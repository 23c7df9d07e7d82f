#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace smx::relay::log {

/// The closed set of what the operational log can say. There is no function that logs free text.
enum class EventType : std::uint8_t {
  relay_started,
  relay_stopping,
  relay_stopped,
  certificate_loaded,
  certificate_refused,
  connection_refused,
  request_served,
  request_refused,
  request_failed,
  stream_opened,
  stream_closed,
  organisation_founded,
  member_invited,
  member_joined,
  member_removed,
  code_requested,
  code_accepted,
  code_refused,
  authentication_refused,
  administrator_recovered,
  device_registered,
  device_approved,
  device_revoked,
  token_issued,
  token_refreshed,
  token_reuse_detected,
  prekeys_published,
  prekeys_taken,
  prekeys_low,
  message_stored,
  message_delivered,
  message_expired,
  attachment_created,
  attachment_completed,
  attachment_read,
  attachment_expired,
  push_failed,
  code_provider_failed,
  storage_failed,
  storage_recovered,
  epoch_changed,
};

/// Fields by name and kind. Identifiers are kept raw here and leave only as the first 8 hex digits
/// of their SHA-256, in fields that end in _h8; org_id is raw on purpose.
enum class Field : std::uint8_t {
  org_id,      // raw
  sub_h8,      // user id
  subject_h8,  // the user that something is done to
  device_h8,   // device id
  message_h8,
  delivery_h8,
  invitation_h8,
  attachment_h8,
  count,        // integer
  bytes,        // integer
  status,       // integer, of HTTP
  duration_us,  // integer
  code,         // integer, closing code of a WebSocket or errno
  ip,           // address of a client, for events of authentication and connections only
  route,        // the route's pattern as the router knows it, never the target as it came
  problem,      // a name of refusal.h
};

struct FieldValue {
  Field field;
  std::string text;         // of textual fields
  std::int64_t number = 0;  // of integer ones
};

/// One line of the operational log, before it is hashed and written. Made by the functions below
/// only from values whose type says what they are.
struct Event {
  EventType type;
  std::vector<FieldValue> fields;

  /// A field that event_table.h does not allow for this type is dropped and counted; while fields
  /// are strict (below), the process ends instead and says which.
  Event& number(Field field, std::int64_t value);
  /// `id` is hashed when the line is written if the field ends in _h8.
  Event& id(Field field, std::string_view id);
  /// A client's address as text; the zone of a link-local one names nothing elsewhere and is left
  /// out.
  Event& address(std::string_view ip);
  /// The route's pattern, "/v1/devices/{device_id}".
  Event& route(std::string_view pattern);
  /// A name of refusal.h.
  Event& problem(std::string_view name);
};

[[nodiscard]] Event event(EventType type);

/// Whether a field that is not allowed ends the process: so from the start in a build with
/// assertions, which is how the tests find it; the server turns it off.
void set_strict_fields(bool strict) noexcept;
/// Fields dropped since the process started.
[[nodiscard]] std::uint64_t dropped_fields() noexcept;

}  // namespace smx::relay::log
