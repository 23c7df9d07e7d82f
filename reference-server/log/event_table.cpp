#include "log/event_table.h"

#include <array>

namespace smx::relay::log {
namespace {

using enum Field;

constexpr std::array kFields{
    FieldRow{org_id, "org_id", FieldKind::organisation},
    FieldRow{sub_h8, "sub_h8", FieldKind::identifier},
    FieldRow{subject_h8, "subject_h8", FieldKind::identifier},
    FieldRow{device_h8, "device_h8", FieldKind::identifier},
    FieldRow{message_h8, "message_h8", FieldKind::identifier},
    FieldRow{delivery_h8, "delivery_h8", FieldKind::identifier},
    FieldRow{invitation_h8, "invitation_h8", FieldKind::identifier},
    FieldRow{attachment_h8, "attachment_h8", FieldKind::identifier},
    FieldRow{count, "count", FieldKind::number},
    FieldRow{bytes, "bytes", FieldKind::number},
    FieldRow{status, "status", FieldKind::number},
    FieldRow{duration_us, "duration_us", FieldKind::number},
    FieldRow{code, "code", FieldKind::number},
    FieldRow{ip, "ip", FieldKind::address},
    FieldRow{route, "route", FieldKind::route},
    FieldRow{problem, "problem", FieldKind::name},
};

// What a delivery's line holds names the message and never one of its two ends: neither the events
// of messages nor those of requests and prekeys have a user's or a device's field, so that no join
// by time or by message tells who wrote to whom. Authentication has the client's address.
constexpr std::array kEvents{
    EventRow{EventType::relay_started, "relay_started", Level::info, {count}},
    EventRow{EventType::relay_stopping, "relay_stopping", Level::info, {count, code}},
    EventRow{EventType::relay_stopped, "relay_stopped", Level::info, {count, duration_us}},
    EventRow{EventType::certificate_loaded, "certificate_loaded", Level::info, {count}},
    EventRow{EventType::certificate_refused, "certificate_refused", Level::error, {code}},
    EventRow{EventType::connection_refused, "connection_refused", Level::warn, {ip, code, problem}},
    EventRow{EventType::request_served,
             "request_served",
             Level::info,
             {org_id, route, status, bytes, duration_us}},
    EventRow{EventType::request_refused,
             "request_refused",
             Level::info,
             {org_id, route, status, problem, duration_us}},
    EventRow{EventType::request_failed,
             "request_failed",
             Level::error,
             {org_id, route, status, problem, code, duration_us}},
    EventRow{
        EventType::stream_opened, "stream_opened", Level::info, {org_id, sub_h8, device_h8, ip}},
    EventRow{EventType::stream_closed,
             "stream_closed",
             Level::info,
             {org_id, sub_h8, device_h8, ip, code, count, duration_us}},
    EventRow{EventType::organisation_founded,
             "organisation_founded",
             Level::info,
             {org_id, sub_h8, device_h8, ip}},
    EventRow{EventType::member_invited,
             "member_invited",
             Level::info,
             {org_id, sub_h8, subject_h8, device_h8, invitation_h8}},
    EventRow{EventType::member_joined,
             "member_joined",
             Level::info,
             {org_id, sub_h8, subject_h8, device_h8, invitation_h8, ip}},
    EventRow{EventType::member_removed,
             "member_removed",
             Level::info,
             {org_id, sub_h8, subject_h8, device_h8, count}},
    EventRow{EventType::code_requested,
             "code_requested",
             Level::info,
             {org_id, sub_h8, invitation_h8, count, ip, problem}},
    EventRow{EventType::code_accepted,
             "code_accepted",
             Level::info,
             {org_id, sub_h8, subject_h8, device_h8, invitation_h8, ip}},
    EventRow{EventType::code_refused,
             "code_refused",
             Level::warn,
             {org_id, sub_h8, subject_h8, invitation_h8, count, ip, problem}},
    EventRow{EventType::authentication_refused,
             "authentication_refused",
             Level::warn,
             {org_id, sub_h8, device_h8, ip, problem}},
    EventRow{EventType::administrator_recovered,
             "administrator_recovered",
             Level::warn,
             {org_id, sub_h8, device_h8, invitation_h8, ip}},
    EventRow{EventType::device_registered,
             "device_registered",
             Level::info,
             {org_id, sub_h8, subject_h8, device_h8, ip}},
    EventRow{EventType::device_approved,
             "device_approved",
             Level::info,
             {org_id, sub_h8, subject_h8, device_h8}},
    EventRow{EventType::device_revoked,
             "device_revoked",
             Level::info,
             {org_id, sub_h8, subject_h8, device_h8, count}},
    EventRow{EventType::token_issued, "token_issued", Level::info, {org_id, sub_h8, device_h8, ip}},
    EventRow{EventType::token_refreshed,
             "token_refreshed",
             Level::info,
             {org_id, sub_h8, device_h8, ip}},
    EventRow{EventType::token_reuse_detected,
             "token_reuse_detected",
             Level::warn,
             {org_id, sub_h8, device_h8, count, ip}},
    EventRow{EventType::prekeys_published,
             "prekeys_published",
             Level::info,
             {org_id, sub_h8, device_h8, count}},
    EventRow{EventType::prekeys_taken, "prekeys_taken", Level::info, {org_id, count}},
    EventRow{EventType::prekeys_low, "prekeys_low", Level::info, {org_id, device_h8, count}},
    EventRow{EventType::message_stored,
             "message_stored",
             Level::info,
             {org_id, message_h8, count, bytes}},
    EventRow{EventType::message_delivered,
             "message_delivered",
             Level::info,
             {org_id, message_h8, delivery_h8, count}},
    EventRow{EventType::message_expired,
             "message_expired",
             Level::info,
             {org_id, message_h8, delivery_h8, count}},
    EventRow{
        EventType::attachment_created, "attachment_created", Level::info, {org_id, attachment_h8}},
    EventRow{EventType::attachment_completed,
             "attachment_completed",
             Level::info,
             {org_id, attachment_h8}},
    EventRow{EventType::attachment_read, "attachment_read", Level::info, {org_id, attachment_h8}},
    EventRow{EventType::attachment_expired,
             "attachment_expired",
             Level::info,
             {org_id, attachment_h8, count}},
    EventRow{EventType::push_failed, "push_failed", Level::warn, {message_h8, status, code, count}},
    EventRow{EventType::code_provider_failed,
             "code_provider_failed",
             Level::error,
             {status, code, count}},
    EventRow{EventType::storage_failed, "storage_failed", Level::error, {code, count}},
    EventRow{
        EventType::storage_recovered, "storage_recovered", Level::info, {code, count, duration_us}},
    EventRow{EventType::epoch_changed, "epoch_changed", Level::warn, {count}},
};

template <class Rows>
constexpr bool in_order(const Rows& rows, auto key) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (static_cast<std::size_t>(key(rows[i])) != i) return false;
  }
  return true;
}

// Rows are found by their place.
static_assert(in_order(kFields, [](const FieldRow& row) { return row.field; }) &&
              kFields.back().field == Field::problem);
static_assert(in_order(kEvents, [](const EventRow& row) { return row.type; }) &&
              kEvents.back().type == EventType::epoch_changed);

}  // namespace

std::string_view level_name(Level level) noexcept {
  switch (level) {
    case Level::info:
      return "INFO";
    case Level::warn:
      return "WARN";
    case Level::error:
      return "ERROR";
  }
  return "ERROR";
}

std::span<const FieldRow> field_table() noexcept { return kFields; }
std::span<const EventRow> event_table() noexcept { return kEvents; }

const FieldRow& row_of(Field field) noexcept { return kFields[static_cast<std::size_t>(field)]; }
const EventRow& row_of(EventType type) noexcept { return kEvents[static_cast<std::size_t>(type)]; }

}  // namespace smx::relay::log
