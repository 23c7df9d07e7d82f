#pragma once

#include "device_options.h"
#include "exit_code.h"

namespace smx::cli {

// The commands that hand messages over. Each can be killed at any moment and run again with the
// same arguments: no message is lost, none is repeated, no message key serves twice.

[[nodiscard]] ExitCode device_send(const DeviceOptions& options);
[[nodiscard]] ExitCode device_restart(const DeviceOptions& options);
[[nodiscard]] ExitCode device_receive(const DeviceOptions& options);
/// Completes the hand-overs that a crash interrupted.
[[nodiscard]] ExitCode device_resume(const DeviceOptions& options);

}  // namespace smx::cli
