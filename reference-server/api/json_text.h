#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "relay/refusal.h"

namespace smx::relay::api {

/// One JSON object and nothing else, as auth/strict_json.h reads it. Refuses (malformed_request)
/// whatever that refuses, and a value that is no object. The refusal's detail has the reason and
/// never a part of the text.
[[nodiscard]] Outcome<nlohmann::json> parse_object(std::string_view text);

}  // namespace smx::relay::api
