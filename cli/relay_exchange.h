#pragma once

#include "exit_code.h"
#include "relay_options.h"

namespace smx::cli {

// Messages through the relay. Each can be killed at any moment and run again: what was encrypted
// and not yet acknowledged by the relay is sent again under the same name, what was received and
// not acknowledged is delivered again and shown once.

/// One message to every device of a member and to the sender's own other devices.
[[nodiscard]] ExitCode relay_send(const RelayOptions& options);
/// What waits at the relay, to standard output; with --reply, an answer to each sender.
[[nodiscard]] ExitCode relay_receive(const RelayOptions& options);

}  // namespace smx::cli
