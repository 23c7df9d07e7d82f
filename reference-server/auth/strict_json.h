#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <nlohmann/json.hpp>
#include <string_view>

namespace smx::relay::auth {

enum class JsonFault : std::uint8_t {
  not_json,  // malformed, a byte order mark, bytes that are no UTF-8, something after the value
  duplicate_member,
  too_deep,
};

/// How deep arrays and objects may be inside one another: two more than the deepest body has.
inline constexpr std::size_t kJsonDepth = 8;

/// One JSON value and nothing else: no member twice in an object, well-formed UTF-8, no byte order
/// mark, at most `depth` objects and arrays inside each other. Two readers of a text that holds a
/// member twice could see two different things. The relay's one reader of what comes from outside:
/// of tokens, of bodies and of the frames of a stream.
[[nodiscard]] std::expected<nlohmann::json, JsonFault> parse_strict_json(
    std::string_view text, std::size_t depth = kJsonDepth);

}  // namespace smx::relay::auth
