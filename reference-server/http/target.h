#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace smx::relay::http {

/// Path and query of a request's target, percent-decoded. "+" is itself.
struct Target {
  std::string path;
  std::map<std::string, std::string, std::less<>> query;
};

/// Nothing unless the target starts with "/", each "%" is followed by two hex digits, nothing in it
/// decodes to a control character or to "/" (which would move the borders between segments), and no
/// name comes twice in the query.
[[nodiscard]] std::optional<Target> parse_target(std::string_view text);

}  // namespace smx::relay::http
