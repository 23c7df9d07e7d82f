#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace smx::relay::auth {

/// One JSON value and nothing else: no member twice in an object, well-formed UTF-8, no byte order
/// mark, at most `depth` objects and arrays inside each other. Two readers of a text that holds a
/// member twice could see two different things.
[[nodiscard]] std::optional<nlohmann::json> parse_strict_json(std::string_view text, int depth = 8);

}  // namespace smx::relay::auth
