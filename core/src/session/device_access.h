#pragma once

#include "session/device_core.h"

namespace smx {

/// The door to a device's core for the internal build: the public header names it a friend and
/// nothing else of it.
struct DeviceAccess {
  using Core = Device::Core;
  [[nodiscard]] static Core& core_of(Device& device) { return *device.core_; }
  [[nodiscard]] static Device adopt(std::unique_ptr<Core> core) { return Device(std::move(core)); }
};

}  // namespace smx
