// All bugs, tried one by one on copies, several at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "overlay.h"
#include "trial.h"

namespace smx::mutants {

struct BugResult {
  Bug bug;
  std::map<std::string, Trial> trials;  ///< by implementation
};

struct Campaign {
  std::vector<BugResult> results;         ///< in the order of the bugs
  std::map<std::string, Trial> controls;  ///< the unchanged driver of each implementation
};

/// Told after each trial: how many are done of how many, and the one that was done.
using TrialDone =
    std::function<void(std::size_t done, std::size_t planned, const std::string& name)>;

/// Tries every bug in every implementation for which there is an overlay, and each implementation
/// as it is. Throws conformance::InputError, also when a change does not fit or does not build.
Campaign run_campaign(const std::vector<Bug>& bugs,
                      const std::map<std::string, std::unique_ptr<Overlay>>& overlays,
                      const Court& court, std::size_t jobs, const TrialDone& done);

}  // namespace smx::mutants
