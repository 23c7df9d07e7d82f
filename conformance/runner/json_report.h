// The report as JSON: conformance/protocol/report.schema.json.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "run_report.h"
#include "verdict.h"

namespace smx::conformance {

/// What differs from run to run and stands in the report's `run` member only.
struct RunInfo {
  std::string runner_version;
  std::string started;  ///< UTC, "2026-01-31T12:00:00Z"
  std::chrono::milliseconds duration{0};
  std::string vectors;  ///< the directory, as given
};

/// Everything outside the member `run` depends on the vectors, the plan and the drivers' answers
/// only: two runs of the same give the same bytes.
nlohmann::ordered_json json_report(const RunReport& report, const std::vector<VectorFile>& files,
                                   ExitStatus status, const RunInfo& info);

}  // namespace smx::conformance
