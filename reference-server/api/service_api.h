#pragma once

#include <vector>

#include "api/request.h"

namespace smx::relay::api {

/// GET /v1/openapi.json, and GET /v1/stream as far as it is a request: whether the caller may have
/// a stream, which whoever holds the connection opens when the header "upgrade" asks for it.
[[nodiscard]] std::vector<Route> service_routes();

}  // namespace smx::relay::api
