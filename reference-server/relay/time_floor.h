#pragma once

#include "relay/context.h"

namespace smx::relay {

/// Raises `context.now` to the latest second that the relay has acted in, and remembers a later
/// one. A clock that was set back so revives no token, code or invitation, not even over a restart:
/// time stands still until the clock has caught up.
void hold_time(Context& context);

}  // namespace smx::relay
