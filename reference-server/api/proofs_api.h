#pragma once

#include <vector>

#include "api/request.h"
#include "auth/signing_key.h"

namespace smx::relay::api {

/// GET /v1/messages/{message_id}/proof. The key must outlive the routes.
[[nodiscard]] std::vector<Route> proofs_routes(const auth::SigningKey& key);

}  // namespace smx::relay::api
