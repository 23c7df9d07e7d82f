#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "api/request.h"
#include "relay/attachments.h"

namespace smx::relay::api {

/// Attachments (docs/relay-api.md, "Attachments"). `blobs` must outlive the routes and is used on
/// the storage's thread only.
[[nodiscard]] std::vector<Route> attachments_routes(store::BlobStore& blobs);

/// "bytes=0-99", "bytes=100-", "bytes=-5"; nothing for every other header, which is as if there
/// were none (RFC 9110 section 14.2), among them several ranges at once.
[[nodiscard]] std::optional<OctetRange> parse_range(std::string_view header);

}  // namespace smx::relay::api
