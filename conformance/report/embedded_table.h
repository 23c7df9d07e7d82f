// What the build knew of the clauses, the tests and the planted bugs.
#pragma once

#include <string>

namespace smx::conformance {

/// One JSON object: `clauses` (rows of ci/checks/clauses.py without cases), `bugs` and `blind` of
/// conformance/mutants/fingerprints.json, `scored`: whether those are measured figures, and
/// `manifest_sha256`: of the vectors beside them, to which a check holds the figures.
std::string embedded_table();

}  // namespace smx::conformance
