#include "stop_rule.h"

#include <fmt/format.h>

namespace smx::conformance {
namespace {

bool is_failure(Outcome outcome) {
  return outcome != Outcome::kPass && outcome != Outcome::kUnsupported &&
         outcome != Outcome::kNotRun;
}

}  // namespace

std::string StopRule::after(const Finding& finding, bool excused) {
  const bool failed_start = finding.op == "hello" && is_failure(finding.outcome);
  timeouts_ = finding.outcome == Outcome::kTimeout ? timeouts_ + 1 : 0;
  failed_starts_ = failed_start ? failed_starts_ + 1 : 0;
  if (failed_starts_ >= limits_.failed_starts) {
    return fmt::format("the driver failed in hello {} times: {}", failed_starts_, finding.message);
  }
  if (timeouts_ >= limits_.timeouts) {
    return fmt::format("given up after {} timeouts in a row", timeouts_);
  }
  if (limits_.fail_fast && is_failure(finding.outcome) && !excused) {
    return "an earlier case failed (fail-fast)";
  }
  return {};
}

}  // namespace smx::conformance
