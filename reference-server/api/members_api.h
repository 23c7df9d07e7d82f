#pragma once

#include <vector>

#include "api/request.h"

namespace smx::relay::api {

/// Invitations and members (docs/relay-api.md, "Accounts").
[[nodiscard]] std::vector<Route> members_routes();

}  // namespace smx::relay::api
