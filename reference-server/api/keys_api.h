#pragma once

#include <vector>

#include "api/request.h"

namespace smx::relay::api {

/// Prekeys and bundles (docs/relay-api.md, "Keys").
[[nodiscard]] std::vector<Route> keys_routes();

}  // namespace smx::relay::api
