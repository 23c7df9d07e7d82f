#include "relay/device_match.h"

#include <algorithm>

namespace smx::relay {
namespace {

nlohmann::json ids_of(const std::vector<DeviceId>& devices) {
  nlohmann::json ids = nlohmann::json::array();
  for (const DeviceId& device : devices) ids.push_back(device.text());
  return ids;
}

}  // namespace

DeviceMismatch match_devices(std::span<const KnownDevice> known, std::span<const DeviceId> named,
                             const DeviceId& caller) {
  DeviceMismatch mismatch;
  for (const KnownDevice& device : known) {
    if (device.status != DeviceStatus::active || device.id == caller) continue;
    if (std::ranges::find(named, device.id) == named.end()) mismatch.missing.push_back(device.id);
  }
  for (const DeviceId& name : named) {
    const auto device = std::ranges::lower_bound(known, name, {}, &KnownDevice::id);
    if (device == known.end() || device->id != name || name == caller ||
        device->status == DeviceStatus::pending) {
      mismatch.extra.push_back(name);
    } else if (device->status == DeviceStatus::revoked) {
      mismatch.stale.push_back(name);
    }
  }
  return mismatch;
}

nlohmann::json mismatch_detail(const UserId& user, const DeviceMismatch& mismatch) {
  return {{"user_id", user.text()},
          {"missing", ids_of(mismatch.missing)},
          {"extra", ids_of(mismatch.extra)},
          {"stale", ids_of(mismatch.stale)}};
}

}  // namespace smx::relay
