#include "gate.h"

#include <algorithm>

#include "fingerprint_table.h"

namespace smx::mutants {
namespace {

using conformance::Fingerprints;
using conformance::Symptoms;

std::pair<std::string, std::string> pair_of(const std::string& a, const std::string& b) {
  return {std::min(a, b), std::max(a, b)};
}

/// Bugs that diverge first at one place, and have one clause.
std::set<std::pair<std::string, std::string>> same_bugs(const Campaign& campaign) {
  std::set<std::pair<std::string, std::string>> found;
  for (const BugResult& a : campaign.results) {
    for (const BugResult& b : campaign.results) {
      if (a.bug.name >= b.bug.name || a.bug.clause != b.bug.clause) continue;
      for (const auto& [in_a, trial_a] : a.trials) {
        for (const auto& [in_b, trial_b] : b.trials) {
          if (trial_a.first && trial_a.first == trial_b.first) {
            found.insert(pair_of(a.bug.name, b.bug.name));
          }
        }
      }
    }
  }
  return found;
}

/// Only the cases that a predicate keeps.
template <class Keep>
Symptoms narrowed(const Symptoms& symptoms, const Keep& keep) {
  Symptoms part;
  for (const std::string& id : symptoms.asked) {
    if (keep(id)) part.asked.insert(id);
  }
  for (const auto& [id, sign] : symptoms.failed) {
    if (keep(id)) part.failed.emplace(id, sign);
  }
  return part;
}

}  // namespace

std::size_t BlindTest::right() const {
  return static_cast<std::size_t>(std::ranges::count_if(names, &BlindName::right));
}

std::set<std::pair<std::string, std::string>> BlindTest::ambiguous() const {
  std::set<std::pair<std::string, std::string>> pairs;
  for (const BlindName& name : names) {
    for (const std::string& other : name.named) {
      if (other != name.bug) pairs.insert(pair_of(name.bug, other));
    }
  }
  return pairs;
}

bool Gate::holds() const {
  return controls.empty() && same.empty() && not_equivalent.empty() &&
         std::ranges::none_of(survivors,
                              [](const Survivor& item) { return item.equivalent.empty(); });
}

Gate gate_of(const Campaign& campaign, bool fail_fast) {
  Gate gate;
  gate.bugs = campaign.results.size();
  for (const auto& [implementation, trial] : campaign.controls) {
    if (!trial.killers.empty()) gate.controls[implementation] = trial.killers.front();
    if (trial.killers.empty() && !trial.unclear.empty()) {
      gate.controls[implementation] = trial.unclear;
    }
  }
  for (const BugResult& result : campaign.results) {
    bool killed = true;
    for (const auto& [implementation, trial] : result.trials) {
      if (trial.killed() && !result.bug.changes.at(implementation).equivalent.empty()) {
        gate.not_equivalent.push_back(result.bug.name + " (" + implementation + ")");
      }
      if (!trial.killed()) {
        killed = false;
        gate.survivors.push_back({result.bug.name, implementation,
                                  result.bug.changes.at(implementation).equivalent, trial.unclear});
      } else if (trial.killers.size() == 1 && !fail_fast) {
        gate.sole_killers[trial.killers.front()].insert(result.bug.name + " (" + implementation +
                                                        ")");
      }
    }
    if (killed) ++gate.killed;
  }
  gate.same = same_bugs(campaign);
  return gate;
}

BlindTest blind_test(const Campaign& campaign, const Fingerprints& table) {
  BlindTest blind;
  for (const BugResult& result : campaign.results) {
    for (const auto& [implementation, trial] : result.trials) {
      if (!trial.killed()) continue;
      blind.names.push_back({result.bug.name, implementation, table.best(trial.symptoms)});
    }
  }
  return blind;
}

BlindTest blind_test_of_families(const Campaign& campaign, const Court& court,
                                 const Fingerprints& table) {
  BlindTest blind;
  for (const Family& family : families()) {
    std::set<std::string> ids;
    for (const auto& file : matching_cases(court.files, family.globs)) {
      for (const auto& test : file.cases) ids.insert(test.id);
    }
    for (const BugResult& result : campaign.results) {
      if (result.bug.family != family.name) continue;
      for (const auto& [implementation, trial] : result.trials) {
        const Symptoms part =
            narrowed(trial.symptoms, [&](const std::string& id) { return ids.contains(id); });
        // A bug that another family's cases alone can see has nothing to be named from here.
        if (part.failed.empty()) continue;
        blind.names.push_back({result.bug.name, implementation, table.best(part)});
      }
    }
  }
  return blind;
}

BlindTest blind_test_across(const Campaign& campaign) {
  BlindTest blind;
  for (const std::string& implementation : implementations()) {
    // For this implementation: of bugs that others have as well, what those showed.
    const Fingerprints table(fingerprints_without(campaign, implementation));
    for (const BugResult& result : campaign.results) {
      const auto trial = result.trials.find(implementation);
      if (trial == result.trials.end() || result.trials.size() < 2) continue;
      if (!trial->second.killed()) continue;
      blind.names.push_back({result.bug.name, implementation, table.best(trial->second.symptoms)});
    }
  }
  return blind;
}

bool enough_right(const BlindTest& blind) {
  return 100 * blind.right() >= kLeastBlindPercent * blind.names.size();
}

}  // namespace smx::mutants
