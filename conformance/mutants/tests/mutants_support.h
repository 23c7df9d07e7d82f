// Made-up bugs and what became of them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mutants/campaign.h"

namespace smx::mutants::test {

inline Bug bug_named(const std::string& name, const std::string& clause = "DR-01",
                     const std::string& family = "ratchet") {
  const Change change{"javascript/" + name + ".json", "a.mjs", "find", "replace", {}};
  return {name, clause, "What " + name + " does.", family, {{"javascript", change}}};
}

/// A trial in which these cases failed, with these signs, and all others passed.
inline Trial trial_with(const std::vector<std::pair<std::string, std::string>>& failed,
                        const std::vector<std::string>& passed = {}) {
  Trial trial;
  trial.implementation = "javascript";
  for (const auto& [id, sign] : failed) {
    trial.killers.push_back(id);
    trial.symptoms.asked.insert(id);
    trial.symptoms.failed.emplace(id, conformance::Sign{sign, false});
  }
  trial.symptoms.asked.insert(passed.begin(), passed.end());
  if (!failed.empty()) {
    trial.first = FirstDivergence{failed.front().first, false,   0, "x25519", "output",
                                  "shared_secret",      "a name"};
  }
  return trial;
}

inline BugResult result_of(const Bug& bug, const Trial& trial) {
  return {bug, {{"javascript", trial}}};
}

}  // namespace smx::mutants::test
