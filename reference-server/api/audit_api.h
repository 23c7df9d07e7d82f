#pragma once

#include <cstddef>
#include <vector>

#include "api/request.h"
#include "auth/signing_key.h"

namespace smx::relay::api {

/// Entries in one export; what is longer is taken in parts, each with a checkpoint of its own.
inline constexpr std::size_t kExportEntries = 10'000;

/// The organisation's audit, for its administrators (docs/relay-api.md, "Audit"). The key, which
/// signs checkpoints, must outlive the routes.
[[nodiscard]] std::vector<Route> audit_routes(const auth::SigningKey& key);

}  // namespace smx::relay::api
