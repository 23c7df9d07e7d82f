#include "verdict.h"

#include <algorithm>

namespace smx::conformance {
namespace {

bool platform_passed(const PlatformResult& platform, const VerdictRules& rules) {
  const OutcomeCounts counts = platform.counts();
  const std::size_t excused = rules.allow_unsupported ? counts.of(Outcome::kUnsupported) : 0;
  return platform.faults.empty() && counts.of(Outcome::kPass) > 0 &&
         counts.of(Outcome::kPass) + excused == platform.planned();
}

}  // namespace

ExitStatus exit_status(const RunReport& report, const VerdictRules& rules) {
  if (!report.runner_faults.empty() || report.planned() == 0) return ExitStatus::kNothingRun;
  std::size_t run = 0;
  bool all_passed = true;
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
