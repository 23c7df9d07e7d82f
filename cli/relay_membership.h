#pragma once

#include "exit_code.h"
#include "relay_options.h"

namespace smx::cli {

// The commands that make an account and say who belongs to an organisation.

/// Founds an organisation; the device that does so is its administrator's and active at once.
[[nodiscard]] ExitCode relay_found(const RelayOptions& options);
/// Joins by an invitation; the device then waits for an administrator.
[[nodiscard]] ExitCode relay_join(const RelayOptions& options);
[[nodiscard]] ExitCode relay_invite(const RelayOptions& options);
/// Approves one device, or every one that waits.
[[nodiscard]] ExitCode relay_approve(const RelayOptions& options);
/// Ends a device at the relay, at once: one's own, or any of the organisation (administrators).
[[nodiscard]] ExitCode relay_revoke(const RelayOptions& options);
/// The members; for administrators with their telephone numbers and devices.
[[nodiscard]] ExitCode relay_members(const RelayOptions& options);

}  // namespace smx::cli
