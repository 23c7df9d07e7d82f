#include "trial.h"

#include <fmt/format.h>

#include <algorithm>

#include "runner/driver_process.h"
#include "runner/outcome.h"

namespace smx::mutants {
namespace {

using namespace conformance;

std::string names_of(const Divergence& divergence) {
  if (divergence.kind == "verdict" || divergence.kind == "reason") {
    return fmt::format("{}: want {}, got {}", divergence.where, divergence.want, divergence.got);
  }
  if (divergence.field.empty() || divergence.field == divergence.where) return divergence.where;
  return fmt::format("{} [{}]", divergence.where, divergence.field);
}

void take_first(Trial& trial, const CaseResult& result) {
  const Finding& finding = result.finding;
  if (finding.outcome != Outcome::kMismatch || !finding.divergence || !finding.step) {
    trial.unclear =
        fmt::format("{}: {}: {}", result.id, outcome_name(finding.outcome), finding.message);
    return;
  }
  const Divergence& divergence = *finding.divergence;
  trial.first = FirstDivergence{result.id,       finding.in_twin,  *finding.step,       finding.op,
                                divergence.kind, divergence.where, names_of(divergence)};
}

Trial judged(const std::string& implementation, const std::vector<std::string>& command,
             std::vector<VectorFile> files, const Court& court) {
  RunPlan plan;
  plan.platforms = {{implementation, command, {}}};
  plan.files = std::move(files);
  RunOptions options;
  options.timeout = court.timeout;
  options.start = court.timeout;
  options.farewell = court.timeout;
  options.fail_fast = court.fail_fast;
  const RunReport report = run(
      plan, options,
      [](const Platform& platform) { return std::make_unique<DriverProcess>(platform.command); },
      {});
  const PlatformResult& platform = report.platforms.front();
  Trial trial;
  trial.implementation = implementation;
  trial.symptoms = symptoms_of(platform);
  trial.unclear = platform.not_run;
  for (const FileResult& file : platform.files) {
    for (const CaseResult& result : file.cases) {
      if (!trial.symptoms.failed.contains(result.id)) continue;
      if (trial.killers.empty()) take_first(trial, result);
      trial.killers.push_back(result.id);
    }
  }
  return trial;
}

}  // namespace

Trial try_driver(const Court& court, const std::string& implementation,
                 const std::vector<std::string>& command, const std::string& family) {
  if (court.fail_fast && !family.empty()) {
    std::vector<VectorFile> files =
        chosen_files(court.files, families()[family_index(family)].globs);
    Trial trial = judged(implementation, command, std::move(files), court);
    if (!trial.killers.empty()) return trial;
  }
  return judged(implementation, command, court.files, court);
}

bool remove_case(std::vector<VectorFile>& files, const std::string& id) {
  for (VectorFile& file : files) {
    if (std::erase_if(file.cases, [&](const Case& test) { return test.id == id; }) > 0) return true;
  }
  return false;
}

}  // namespace smx::mutants
