#pragma once

#include <vector>

#include "api/request.h"

namespace smx::relay::api {

/// Devices: their list, approval and revocation (docs/relay-api.md, "Accounts").
[[nodiscard]] std::vector<Route> devices_routes();

}  // namespace smx::relay::api
