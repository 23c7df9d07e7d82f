#include "relay/devices.h"

#include <algorithm>
#include <array>
#include <utility>

#include "relay/audit.h"
#include "relay/messages.h"
#include "relay/prekeys.h"
#include "relay/stored_value.h"
#include "relay/tokens.h"
#include "store/database.h"

namespace smx::relay {
namespace {

constexpr std::int64_t kDay = 24 * 3600;

constexpr std::array<std::string_view, 8> kClasses = {
    "iphone", "ipad", "android-phone", "android-tablet", "macos", "windows", "linux", "runner",
};

// Columns of every SELECT here, in this order.
Device read(const store::Statement& row) {
  return {.id = DeviceId::stored(row.text(0)),
          .organisation = OrganisationId::stored(row.text(1)),
          .user = UserId::stored(row.text(2)),
          .label = {.device_class = row.text(3), .name = row.text(4)},
          .status = static_cast<DeviceStatus>(row.integer(5)),
          .keys = {.identity_key = stored_key<X25519PublicKey>(row.blob(6)),
                   .signing_key = stored_key<Ed25519PublicKey>(row.blob(7))},
          .registered_at = row.integer(8),
          .last_active_day = row.integer(9)};
}

#define SMX_RELAY_SELECT_DEVICE                                                                 \
  "SELECT device_id, organisation_id, user_id, class, name, status, identity_key, signing_key," \
  " registered_at, last_active_day FROM devices "

std::vector<Device> read_all(store::Statement& row) {
  std::vector<Device> devices;
  while (row.step()) devices.push_back(read(row));
  return devices;
}

void record(Context& context, const Caller& caller, const Device& device, audit::Type type,
            log::EventType event_type) {
  audit::append(context, caller.organisation,
                {.type = type, .actor = caller.user, .subject = device.user, .device = device.id});
  log::Event event = log::event(event_type);
  event.id(log::Field::org_id, caller.organisation.text());
  event.id(log::Field::sub_h8, caller.user.text());
  event.id(log::Field::subject_h8, device.user.text());
  event.id(log::Field::device_h8, device.id.text());
  context.effects.events.push_back(std::move(event));
}

/// All that a device can do ends in this one transaction.
void cut_off(Context& context, const Caller& caller, Device& device) {
  device.status = DeviceStatus::revoked;
  context.transaction.prepare("UPDATE devices SET status = ?, revoked_at = ? WHERE device_id = ?")
      .bind(static_cast<std::int64_t>(device.status))
      .bind(context.now.seconds())
      .bind(device.id.text())
      .run();
  close_sessions(context, device.id);
  drop_prekeys(context, device.id);
  drop_queue(context, device.id);
  context.effects.cut.push_back(device.id);
  record(context, caller, device, audit::Type::device_revoked, log::EventType::device_revoked);
}

}  // namespace

bool is_device_class(std::string_view name) noexcept {
  return std::ranges::find(kClasses, name) != kClasses.end();
}

std::optional<Device> find_device(Context& context, const DeviceId& device) {
  auto row = context.transaction.prepare(SMX_RELAY_SELECT_DEVICE "WHERE device_id = ?");
  row.bind(device.text());
  if (!row.step()) return std::nullopt;
  return read(row);
}

std::vector<Device> find_devices_by_keys(Context& context, const DeviceKeys& keys) {
  auto row = context.transaction.prepare(SMX_RELAY_SELECT_DEVICE
                                         "WHERE identity_key = ? OR signing_key = ?");
  row.bind_blob(keys.identity_key.bytes).bind_blob(keys.signing_key.bytes);
  return read_all(row);
}

std::int64_t count_devices(Context& context, const UserId& user) {
  auto row =
      context.transaction.prepare("SELECT count(*) FROM devices WHERE user_id = ? AND status <> ?");
  row.bind(user.text()).bind(static_cast<std::int64_t>(DeviceStatus::revoked));
  row.step();
  return row.integer(0);
}

Device add_device(Context& context, const User& user, const DeviceLabel& label,
                  const DeviceKeys& keys, DeviceStatus status) {
  Device device{.id = DeviceId::draw(context.random),
                .organisation = user.organisation,
                .user = user.id,
                .label = label,
                .status = status,
                .keys = keys,
                .registered_at = context.now.seconds(),
                .last_active_day = context.now.seconds() / kDay * kDay};
  context.transaction
      .prepare(
          "INSERT INTO devices (device_id, organisation_id, user_id, class, name, status,"
          " identity_key, signing_key, registered_at, last_active_day)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(device.id.text())
      .bind(device.organisation.text())
      .bind(device.user.text())
      .bind(label.device_class)
      .bind(label.name)
      .bind(static_cast<std::int64_t>(status))
      .bind_blob(keys.identity_key.bytes)
      .bind_blob(keys.signing_key.bytes)
      .bind(device.registered_at)
      .bind(device.last_active_day)
      .run();
  return device;
}

void return_device(Context& context, Device& device, const DeviceLabel& label,
                   DeviceStatus status) {
  device.label = label;
  device.status = status;
  // Whoever verifies a phone anew may have lost what belongs to the old ones.
  drop_prekeys(context, device.id);
  context.transaction
      .prepare("UPDATE devices SET class = ?, name = ?, status = ? WHERE device_id = ?")
      .bind(label.device_class)
      .bind(label.name)
      .bind(static_cast<std::int64_t>(device.status))
      .bind(device.id.text())
      .run();
}

std::vector<Device> list_devices(Context& context, const Caller& caller,
                                 std::optional<DeviceStatus> status) {
  auto row = status ? context.transaction.prepare(
                          SMX_RELAY_SELECT_DEVICE
                          "WHERE organisation_id = ? AND status = ? ORDER BY device_id")
                    : context.transaction.prepare(SMX_RELAY_SELECT_DEVICE
                                                  "WHERE organisation_id = ? ORDER BY device_id");
  row.bind(caller.organisation.text());
  if (status) row.bind(static_cast<std::int64_t>(*status));
  return read_all(row);
}

Outcome<Device> approve_device(Context& context, const Caller& caller, const DeviceId& id) {
  if (caller.role != Role::administrator) return refuse(Problem::forbidden);
  auto device = find_device(context, id);
  if (!device || device->organisation != caller.organisation) return refuse(Problem::not_found);
  if (device->status == DeviceStatus::revoked) return refuse(Problem::conflict);
  if (device->status == DeviceStatus::active) return std::move(*device);
  device->status = DeviceStatus::active;
  context.transaction.prepare("UPDATE devices SET status = ? WHERE device_id = ?")
      .bind(static_cast<std::int64_t>(device->status))
      .bind(id.text())
      .run();
  record(context, caller, *device, audit::Type::device_approved, log::EventType::device_approved);
  return std::move(*device);
}

Outcome<Device> revoke_device(Context& context, const Caller& caller, const DeviceId& id) {
  auto device = find_device(context, id);
  if (!device || device->organisation != caller.organisation) return refuse(Problem::not_found);
  if (caller.role != Role::administrator && device->user != caller.user) {
    return refuse(Problem::forbidden);
  }
  if (device->status == DeviceStatus::revoked) return std::move(*device);
  if (!administrable_without(context, caller.organisation, id)) {
    return refuse(Problem::conflict, {{"reason", "last_administrator"}});
  }
  cut_off(context, caller, *device);
  return std::move(*device);
}

std::int64_t revoke_devices_of(Context& context, const Caller& caller, const UserId& user) {
  std::vector<Device> devices;
  {
    auto row = context.transaction.prepare(SMX_RELAY_SELECT_DEVICE
                                           "WHERE user_id = ? AND status <> ? ORDER BY device_id");
    row.bind(user.text()).bind(static_cast<std::int64_t>(DeviceStatus::revoked));
    devices = read_all(row);
  }
  for (Device& device : devices) cut_off(context, caller, device);
  return static_cast<std::int64_t>(devices.size());
}

bool administrable_without(Context& context, const OrganisationId& organisation,
                           const DeviceId& device) {
  auto row = context.transaction.prepare(
      "SELECT 1 FROM devices JOIN users ON users.user_id = devices.user_id"
      " WHERE devices.organisation_id = ? AND devices.device_id <> ? AND devices.status = ?"
      " AND users.role = ? AND users.removed_at IS NULL LIMIT 1");
  row.bind(organisation.text()).bind(device.text());
  row.bind(static_cast<std::int64_t>(DeviceStatus::active));
  row.bind(static_cast<std::int64_t>(Role::administrator));
  return row.step();
}

bool administrable_without(Context& context, const OrganisationId& organisation,
                           const UserId& user) {
  auto row = context.transaction.prepare(
      "SELECT 1 FROM devices JOIN users ON users.user_id = devices.user_id"
      " WHERE devices.organisation_id = ? AND devices.user_id <> ? AND devices.status = ?"
      " AND users.role = ? AND users.removed_at IS NULL LIMIT 1");
  row.bind(organisation.text()).bind(user.text());
  row.bind(static_cast<std::int64_t>(DeviceStatus::active));
  row.bind(static_cast<std::int64_t>(Role::administrator));
  return row.step();
}

}  // namespace smx::relay
