#include "auth/strict_json.h"

#include <set>
#include <string>
#include <vector>

namespace smx::relay::auth {

std::optional<nlohmann::json> parse_strict_json(std::string_view text, int depth) {
  using Json = nlohmann::json;
  using Event = Json::parse_event_t;
  if (text.starts_with("\xEF\xBB\xBF")) return std::nullopt;

  std::vector<std::set<std::string>> open;  // names seen, of each object around
  bool good = true;
  const auto watch = [&](int level, Event event, Json& value) {
    switch (event) {
      case Event::object_start:
        open.emplace_back();
        good = good && level < depth;
        break;
      case Event::array_start:
        good = good && level < depth;
        break;
      case Event::key:
        good = good && open.back().insert(value.get<std::string>()).second;
        break;
      case Event::object_end:
        open.pop_back();
        break;
      case Event::array_end:
      case Event::value:
        break;
    }
    return true;
  };
  Json parsed = Json::parse(text.begin(), text.end(), watch, /*allow_exceptions=*/false);
  if (!good || parsed.is_discarded()) return std::nullopt;
  return parsed;
}

}  // namespace smx::relay::auth
