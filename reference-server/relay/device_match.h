#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <vector>

#include "relay/device_lookup.h"

namespace smx::relay {

/// How the devices that a request names differ from those that a user has.
struct DeviceMismatch {
  std::vector<DeviceId> missing;  // active, not named
  std::vector<DeviceId> extra;    // named; never that user's, not approved, or the sender itself
  std::vector<DeviceId> stale;    // named, revoked

  [[nodiscard]] bool none() const noexcept {
    return missing.empty() && extra.empty() && stale.empty();
  }
};

/// `named` has no device twice; `known` is in the order of the ids. The caller's own device is
/// never one to send to.
[[nodiscard]] DeviceMismatch match_devices(std::span<const KnownDevice> known,
                                           std::span<const DeviceId> named, const DeviceId& caller);

/// {user_id, missing, extra, stale}: an element of detail.users.
[[nodiscard]] nlohmann::json mismatch_detail(const UserId& user, const DeviceMismatch& mismatch);

}  // namespace smx::relay
