// The exit status of a run.
#pragma once

#include "run_report.h"

namespace smx::conformance {

enum class ExitStatus : int {
  kPassed = 0,      ///< every planned case passed on every platform that was run
  kFailed = 1,      ///< a case failed, or a driver misbehaved outside the cases
  kBadInput = 2,    ///< bad usage, unreadable or inconsistent input
  kNothingRun = 3,  ///< no platform or no case could be run, or the runner contradicts itself
};

struct VerdictRules {
  bool allow_unsupported = false;  ///< cases that need unannounced features do not fail the run
  bool all_platforms = false;      ///< a platform that cannot run here fails the run
};

/// The status of a finished run. A platform that passed no case at all never counts as passed.
ExitStatus exit_status(const RunReport& report, const VerdictRules& rules);

}  // namespace smx::conformance
