#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "callback.h"
#include "clock.h"
#include "smx.h"
#include "smx/device.h"
#include "status.h"
#include "store_handle.h"

namespace smx::c {

/// A device and what it stands on.
struct DeviceNode {
  std::mutex mutex;
  std::shared_ptr<StoreNode> store;
  std::unique_ptr<Clock> clock;
  std::optional<Device> device;
  /// Used again by every message, so that one of a session that exists allocates nothing.
  Sent sent;
  Received received;
};

}  // namespace smx::c

struct smx_device {
  std::shared_ptr<smx::c::DeviceNode> node;
};

namespace smx::c {

/// Runs one call on a device, when no other does. It has its own share of the device: a handle that
/// a callback frees meanwhile is not touched any more.
template <class Operation>
[[nodiscard]] smx_status with_device(smx_device* handle, const Operation& operation) noexcept {
  return guarded([&]() -> smx_status {
    if (handle == nullptr || in_callback()) return SMX_INVALID_ARGUMENT;
    const std::shared_ptr<DeviceNode> node = handle->node;
    const std::scoped_lock lock(node->mutex);
    return operation(*node);
  });
}

}  // namespace smx::c
