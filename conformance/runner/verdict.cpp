#include "verdict.h"

#include <algorithm>

namespace smx::conformance {
namespace {

bool platform_passed(const PlatformResult& platform, const VerdictRules& rules) {
  const OutcomeCounts counts = platform.counts();
  std::size_t excused = 0;
  for (const FileResult& file : platform.files) {
    for (const CaseResult& result : file.cases) {
      const bool unsupported = result.finding.outcome == Outcome::kUnsupported;
      const bool excuse = !result.known_issue.empty() || (unsupported && rules.allow_unsupported);
      excused += excuse ? 1U : 0U;
    }
  }
  return platform.faults.empty() && counts.of(Outcome::kPass) > 0 &&
         counts.of(Outcome::kPass) + excused == platform.planned();
}

}  // namespace

ExitStatus exit_status(const RunReport& report, const VerdictRules& rules) {
  if (!report.runner_faults.empty() || report.planned() == 0) return ExitStatus::kNothingRun;
  std::size_t run = 0;
  bool all_passed = report.known_failure_problems.empty();
  for (const PlatformResult& platform : report.platforms) {
    if (!platform.not_run.empty()) continue;
    ++run;
    all_passed = all_passed && platform_passed(platform, rules);
  }
  if (!all_passed) return ExitStatus::kFailed;
  const bool incomplete = rules.all_platforms && run != report.platforms.size();
  return run == 0 || incomplete ? ExitStatus::kNothingRun : ExitStatus::kPassed;
}

}  // namespace smx::conformance
