#pragma once

#include <optional>
#include <string>
#include <vector>

#include "relay/context.h"
#include "smx/keys.h"

namespace smx::relay {

/// What others may know of a device, of any status.
struct KnownDevice {
  DeviceId id;
  std::string device_class;
  DeviceStatus status = DeviceStatus::pending;
  DeviceKeys keys;
};

/// All devices that a member of the organisation ever had, in the order of their ids; nothing when
/// there is no such member.
[[nodiscard]] std::optional<std::vector<KnownDevice>> devices_of_member(
    store::Transaction& transaction, const OrganisationId& organisation, const UserId& user);

/// What a device's identity is made of; throws StorageError for a device that was never registered.
[[nodiscard]] DeviceKeys keys_of_device(store::Transaction& transaction, const DeviceId& device);

}  // namespace smx::relay
