#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "relay/context.h"
#include "relay/id.h"
#include "relay/refusal.h"
#include "relay/users.h"
#include "smx/keys.h"

namespace smx::relay {

/// Of the closed set of docs/relay-api.md: "iphone", "runner", ...
[[nodiscard]] bool is_device_class(std::string_view name) noexcept;

/// How a device calls itself.
struct DeviceLabel {
  std::string device_class;
  std::string name;
};

struct Device {
  DeviceId id;
  OrganisationId organisation;
  UserId user;
  DeviceLabel label;
  DeviceStatus status = DeviceStatus::pending;
  DeviceKeys keys;
  std::int64_t registered_at = 0;
  /// Seconds of 00:00 UTC.
  std::int64_t last_active_day = 0;
};

/// Of any organisation: callers compare it with their own.
[[nodiscard]] std::optional<Device> find_device(Context& context, const DeviceId& device);
/// The devices, revoked ones too, that have one of these two keys: none, one, or two.
[[nodiscard]] std::vector<Device> find_devices_by_keys(Context& context, const DeviceKeys& keys);

/// How many of the user's devices are not revoked.
[[nodiscard]] std::int64_t count_devices(Context& context, const UserId& user);

/// A new one. Its keys must be nobody's.
[[nodiscard]] Device add_device(Context& context, const User& user, const DeviceLabel& label,
                                const DeviceKeys& keys, DeviceStatus status);
/// A device that came back: a new label and status. It may have lost the private
/// halves of what it published, so its prekeys are void: none of them is handed out any more.
void return_device(Context& context, Device& device, const DeviceLabel& label, DeviceStatus status);

/// Of the caller's organisation, in the order of their ids.
[[nodiscard]] std::vector<Device> list_devices(Context& context, const Caller& caller,
                                               std::optional<DeviceStatus> status);

/// Refusals: forbidden, not_found, conflict (revoked). An active one stays as it is.
[[nodiscard]] Outcome<Device> approve_device(Context& context, const Caller& caller,
                                             const DeviceId& device);

/// For good: its sessions are void, its connections end, its queue and prekeys go, its keys serve
/// no more. One's own, or any of the organisation by an administrator. One that is revoked stays
/// as it is. Refusals: forbidden, not_found, conflict (the last device that can administer the
/// organisation: nobody could approve another).
[[nodiscard]] Outcome<Device> revoke_device(Context& context, const Caller& caller,
                                            const DeviceId& device);

/// All of a member who is removed; how many.
std::int64_t revoke_devices_of(Context& context, const Caller& caller, const UserId& user);

/// Whether an administrator's active device remains without this device, or without this user's.
[[nodiscard]] bool administrable_without(Context& context, const OrganisationId& organisation,
                                         const DeviceId& device);
[[nodiscard]] bool administrable_without(Context& context, const OrganisationId& organisation,
                                         const UserId& user);

}  // namespace smx::relay
