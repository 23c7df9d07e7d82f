#pragma once

#include <vector>

#include "api/request.h"
#include "auth/access_token.h"
#include "auth/one_time_code.h"

namespace smx::relay::api {

/// Codes, verification and refresh (docs/relay-api.md, "Accounts"). Both must outlive the routes.
[[nodiscard]] std::vector<Route> auth_routes(const auth::AccessTokens& tokens,
                                             const auth::CodeSecret& secret);

}  // namespace smx::relay::api
