#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string_view>

#include "relay/refusal.h"

namespace smx::relay::api {

/// How deep arrays and objects may be inside one another: two more than the deepest body has.
inline constexpr std::size_t kJsonDepth = 8;

/// One JSON object and nothing after it. Refuses (malformed_request) what is not JSON, invalid
/// UTF-8, a member named twice, anything deeper than kJsonDepth, and a value that is no object.
/// The refusal's detail never holds a part of the text.
[[nodiscard]] Outcome<nlohmann::json> parse_object(std::string_view text);

}  // namespace smx::relay::api
