// Does a report still say what it said when it was written?
#pragma once

#include <string>
#include <vector>

#include "runner/strict_json.h"

namespace smx::conformance {

/// What does not hold, each with the member: numbers of cases that contradict each other, a verdict
/// that the outcomes contradict, and the digest. Empty for a report as it was written. This finds
/// accidents; who changes a report on purpose can make its numbers and its digest fit. The JSON
/// conforms to report.schema.json.
std::vector<std::string> report_problems(const Json& report);

}  // namespace smx::conformance
