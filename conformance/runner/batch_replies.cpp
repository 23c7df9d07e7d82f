#include "batch_replies.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "strict_json.h"
#include "transport.h"

namespace smx::conformance {
namespace {

/// The place of the request whose id the line has.
std::optional<std::size_t> place_of(const std::string& line, std::size_t requests) {
  if (line.size() > kMaxLineBytes) return std::nullopt;
  try {
    const Json json = parse_strict(line);
    if (!json.is_object() || !json.contains("id")) return std::nullopt;
    const Json& id = json["id"];
    if (!id.is_number_unsigned()) return std::nullopt;
    const auto number = id.get<std::uint64_t>();
    if (number < 1 || number > requests) return std::nullopt;
    return static_cast<std::size_t>(number - 1);
  } catch (const JsonError&) {
    return std::nullopt;
  }
}

}  // namespace

BatchReplies::BatchReplies(const std::string& text, std::size_t requests) {
  std::size_t expected = 0;
  std::size_t start = 0;
  for (std::size_t end = 0; (end = text.find('\n', start)) != std::string::npos; start = end + 1) {
    std::string line = text.substr(start, end - start);
    const std::size_t place = place_of(line, requests).value_or(expected);
    if (place == requests) {
      has_surplus_ = true;
      continue;
    }
    lines_[place].push_back(std::move(line));
    expected = place + 1;
    next_ = std::max(next_, expected);
  }
}

const std::vector<std::string>& BatchReplies::lines(std::size_t index) const {
  static const std::vector<std::string> kNone;
  const auto found = lines_.find(index);
  return found == lines_.end() ? kNone : found->second;
}

}  // namespace smx::conformance
