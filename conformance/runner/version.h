// Versions of programs: numbers and dots.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace smx::conformance {

/// The first number with a dot in a text ("1.26.8" of "go version go1.26.8 linux/amd64"), or the
/// first number ("v22"); nothing if there is none.
std::optional<std::string> version_in(std::string_view text);

/// True if `version` is not below `least`, number by number; one that is not there counts as 0.
bool is_at_least(std::string_view version, std::string_view least);

/// What a command prints, on both streams, up to 64 KiB; nothing if it cannot be run or fails.
std::optional<std::string> output_of(const std::vector<std::string>& command);

}  // namespace smx::conformance
