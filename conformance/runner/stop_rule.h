// When a platform's remaining cases are not run any more.
#pragma once

#include <cstddef>
#include <string>

#include "judge.h"

namespace smx::conformance {

struct StopLimits {
  bool fail_fast = false;
  std::size_t timeouts = 10;      ///< in a row
  std::size_t failed_starts = 3;  ///< failed hellos in a row
};

/// Is shown what the cases came to in the order of the plan, whoever ran them and when: so the
/// case after which a platform is stopped does not depend on how many drivers share the work.
class StopRule {
 public:
  explicit StopRule(const StopLimits& limits) : limits_(limits) {}

  /// Why no later case counts, or nothing. `excused` is a failure that fail-fast passes over.
  std::string after(const Finding& finding, bool excused);

 private:
  StopLimits limits_;
  std::size_t timeouts_ = 0;
  std::size_t failed_starts_ = 0;
};

}  // namespace smx::conformance
