#pragma once

#include "device_options.h"
#include "exit_code.h"

namespace smx::cli {

// The commands that make a device, tend its keys and tell about it.

[[nodiscard]] ExitCode device_init(const DeviceOptions& options);
[[nodiscard]] ExitCode device_bundle(const DeviceOptions& options);
[[nodiscard]] ExitCode device_status(const DeviceOptions& options);
[[nodiscard]] ExitCode device_rotate(const DeviceOptions& options);
[[nodiscard]] ExitCode device_replenish(const DeviceOptions& options);
[[nodiscard]] ExitCode device_purge(const DeviceOptions& options);

}  // namespace smx::cli
