#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "api/request.h"
#include "relay/messages.h"

namespace smx::relay::api {

/// Messages (docs/relay-api.md, "Messages"). GET /v1/messages answers at once with what there is:
/// `wait` is checked here, and whoever holds the connection waits.
[[nodiscard]] std::vector<Route> messages_routes();

/// A delivery as clients get it, over HTTPS and over the stream.
[[nodiscard]] nlohmann::json delivery_json(const Delivery& delivery);

}  // namespace smx::relay::api
