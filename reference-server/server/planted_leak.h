// A relay that leaks, for the control of the interop gate: the search has to find it. Compiled into
// smx-relay-leaky alone, which is never installed.
#pragma once

#include <vector>

#include "api/request.h"

namespace smx::relay::server {

/// The routes as they are, with handlers that also leak what SMX_RELAY_PLANTED_LEAK=PLACE:HEX says:
/// `store` into a table of the database, `log` as hex to standard error, `memory` into a buffer
/// that stays, `wire` as base64 into every answer. The variable is read once and then taken away.
std::vector<api::Route> with_planted_leak(std::vector<api::Route> routes);

}  // namespace smx::relay::server
