// A second reading of what the relay takes for JSON, written from RFC 8259 alone.
#pragma once

#include <cstddef>
#include <string_view>

namespace smx::fuzz {

/// One object and nothing else, at most `depth` objects and arrays inside one another, no member
/// twice, well-formed UTF-8, numbers that a double can hold, surrogates in pairs, no byte order
/// mark.
[[nodiscard]] bool is_strict_object(std::string_view text, std::size_t depth);

}  // namespace smx::fuzz
