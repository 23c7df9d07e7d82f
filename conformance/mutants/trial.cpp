#include "trial.h"

#include <fmt/format.h>
#include <fnmatch.h>

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
  Platform& driver = plan.platforms.emplace_back();
  driver.name = implementation;
  driver.command = command;
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
                 const std::vector<std::string>& command, const Bug* bug) {
  if (court.fail_fast && bug != nullptr) {
    std::vector<std::vector<std::string>> stages = {families()[family_index(bug->family)].globs};
    const auto first = court.first_cases.find(bug->name);
    if (first != court.first_cases.end()) stages.insert(stages.begin(), {first->second});
    for (const auto& globs : stages) {
      Trial trial = judged(implementation, command, matching_cases(court.files, globs), court);
      if (!trial.killers.empty()) return trial;
    }
  }
  return judged(implementation, command, court.files, court);
}

std::vector<VectorFile> matching_cases(const std::vector<VectorFile>& files,
                                       const std::vector<std::string>& globs) {
  std::vector<VectorFile> matching;
  for (const VectorFile& file : files) {
    VectorFile part;
    part.name = file.name;
    for (const Case& test : file.cases) {
      const bool matches = std::ranges::any_of(globs, [&](const std::string& glob) {
        return fnmatch(glob.c_str(), test.id.c_str(), 0) == 0;
      });
      if (matches) part.cases.push_back(test);
    }
    if (!part.cases.empty()) matching.push_back(std::move(part));
  }
  return matching;
}

bool remove_case(std::vector<VectorFile>& files, const std::string& id) {
  for (VectorFile& file : files) {
    if (std::erase_if(file.cases, [&](const Case& test) { return test.id == id; }) > 0) return true;
  }
  return false;
}

}  // namespace smx::mutants
