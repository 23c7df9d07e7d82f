// What a campaign says about the vectors.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "campaign.h"
#include "runner/fingerprint.h"

namespace smx::mutants {

/// A bug that was named from its symptoms alone.
struct BlindName {
  std::string bug;
  std::string implementation;
  std::vector<std::string> named;  ///< what it looked like; more than one: not told apart

  bool right() const { return named.size() == 1 && named.front() == bug; }
};

struct BlindTest {
  std::vector<BlindName> names;

  std::size_t right() const;
  /// Pairs of bugs that were given for one another, each pair once, sorted.
  std::set<std::pair<std::string, std::string>> ambiguous() const;
};

/// A bug that passed in one implementation, with the reason why it must, if one is written.
struct Survivor {
  std::string bug;
  std::string implementation;
  std::string equivalent;
  std::string unclear;  ///< it failed, but the report named nothing
};

struct Gate {
  std::size_t bugs = 0;
  std::size_t killed = 0;  ///< in every implementation that has the bug
  std::vector<Survivor> survivors;
  /// Killed although its description says that this cannot be.
  std::vector<std::string> not_equivalent;
  /// Bugs that share their clause and their first divergence.
  std::set<std::pair<std::string, std::string>> same;
  /// Implementations whose unchanged driver fails, with its first failed case.
  std::map<std::string, std::string> controls;
  /// Case id to the bugs, "name (implementation)", that no other case kills.
  std::map<std::string, std::set<std::string>> sole_killers;

  /// Nothing survived without a reason, nothing is there twice, the unchanged drivers pass.
  bool holds() const;
};

/// Share of right names that the blind test must reach, in percent.
inline constexpr std::size_t kLeastBlindPercent = 90;

/// `fail_fast` campaigns know no sole killers.
Gate gate_of(const Campaign& campaign, bool fail_fast);

/// Looks every trial up in the table. Bugs of an implementation can be named from `table` alone.
BlindTest blind_test(const Campaign& campaign, const conformance::Fingerprints& table);

/// The same with the cases of the bug's family only, as somebody runs who works on that part.
BlindTest blind_test_of_families(const Campaign& campaign, const Court& court,
                                 const conformance::Fingerprints& table);

/// Bugs with several implementations, each named from what the others showed.
BlindTest blind_test_across(const Campaign& campaign);

bool enough_right(const BlindTest& blind);

}  // namespace smx::mutants
