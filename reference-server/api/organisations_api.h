#pragma once

#include <vector>

#include "api/request.h"
#include "auth/one_time_code.h"

namespace smx::relay::api {

/// Founding (docs/relay-api.md, "Accounts"). The secret must outlive the routes.
[[nodiscard]] std::vector<Route> organisations_routes(const auth::CodeSecret& secret);

}  // namespace smx::relay::api
