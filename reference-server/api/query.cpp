#include "api/query.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace smx::relay::api {

Outcome<void> check_query(const Request& request, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : request.query) {
    if (std::ranges::find(known, name) == known.end()) {
      return std::unexpected(malformed("query", "unknown_parameter"));
    }
  }
  return {};
}

Outcome<std::optional<std::int64_t>> query_integer(const Request& request, std::string_view name,
                                                   Bounds bounds) {
  const auto parameter = request.query.find(name);
  if (parameter == request.query.end()) return std::nullopt;
  const std::string& text = parameter->second;
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  // One spelling of each number: no sign that means nothing, no zeros in front.
  if (read.ec != std::errc() || std::to_string(value) != text) {
    return std::unexpected(malformed(name, "not_an_integer"));
  }
  if (value < bounds.least || value > bounds.most) {
    return std::unexpected(malformed(name, "out_of_range"));
  }
  return value;
}

}  // namespace smx::relay::api
