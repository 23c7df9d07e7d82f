#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>

#include "api/request.h"
#include "relay/refusal.h"

namespace smx::relay::api {

/// One JSON object and nothing else, as auth/strict_json.h reads it. Refuses (malformed_request)
/// whatever that refuses, and a value that is no object. The refusal's detail has the reason and
/// never a part of the text.
[[nodiscard]] Outcome<nlohmann::json> parse_object(std::string_view text);

/// The object that is the request's body, read already or read now; never null. Refuses what
/// parse_object() refuses.
[[nodiscard]] Outcome<std::shared_ptr<const nlohmann::json>> body_of(const Request& request);

}  // namespace smx::relay::api
