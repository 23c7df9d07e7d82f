// Failures that look the same are told once.
#pragma once

#include <string>
#include <vector>

#include "run_report.h"

namespace smx::conformance {

/// Cases of a platform that failed in the same way: the same outcome, and the same first divergence
/// or message.
struct Cause {
  const CaseResult* first = nullptr;  ///< the first of them; lives as long as the report
  std::size_t count = 0;
  std::vector<const CaseResult*> all;  ///< all of them, in order; the same life
};

/// All causes, the most frequent first, then in the order of their first case. Passes, cases that
/// were not run and known failures are none.
std::vector<Cause> causes(const PlatformResult& platform);

}  // namespace smx::conformance
