// How well the vectors find planted bugs, as measured when the table was pinned.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace smx::conformance {

struct PlantedBug {
  std::string name;
  std::string clause;
  std::string description;
  std::vector<std::string> implementations;
  std::size_t kills = 0;  ///< cases that fail with the bug; 0: it survives
};

/// How often a bug was named from its symptoms alone.
struct BlindNaming {
  std::size_t right = 0;
  std::size_t of = 0;
  std::vector<std::pair<std::string, std::string>> ambiguous;
};

struct Mutation {
  /// The vectors that were measured are those of this report; false: of other ones.
  bool current = false;
  std::vector<PlantedBug> bugs;
  std::optional<BlindNaming> blind;

  std::size_t killed() const;
};

/// The pinned table (conformance/mutants/fingerprints.json) as the build found it; nothing while it
/// holds no bug. `manifest_sha256` is that of the vectors at hand.
std::optional<Mutation> pinned_mutation(const std::optional<std::string>& manifest_sha256);

}  // namespace smx::conformance
