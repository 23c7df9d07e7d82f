#include "mutation.h"

#include <algorithm>

#include "embedded_table.h"
#include "runner/strict_json.h"

namespace smx::conformance {

std::size_t Mutation::killed() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(bugs, [](const PlantedBug& bug) { return bug.kills > 0; }));
}

std::optional<Mutation> pinned_mutation(const std::optional<std::string>& manifest_sha256) {
  const Json table = parse_strict(embedded_table());
  if (!table.at("scored").get<bool>()) return std::nullopt;
  Mutation mutation;
  mutation.current =
      manifest_sha256 && *manifest_sha256 == table.at("manifest_sha256").get<std::string>();
  for (const Json& json : table.at("bugs")) {
    mutation.bugs.push_back({json.at("name").get<std::string>(),
                             json.at("clause").get<std::string>(),
                             json.at("description").get<std::string>(),
                             json.at("implementations").get<std::vector<std::string>>(),
                             json.at("kills").get<std::size_t>()});
  }
  const Json& blind = table.at("blind");
  if (!blind.is_object()) return mutation;
  BlindNaming naming;
  naming.right = blind.at("right").get<std::size_t>();
  naming.of = blind.at("of").get<std::size_t>();
  for (const Json& pair : blind.value("ambiguous", Json::array())) {
    naming.ambiguous.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
  }
  mutation.blind = std::move(naming);
  return mutation;
}

}  // namespace smx::conformance
