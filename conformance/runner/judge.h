// Puts one case to one driver and says what it came to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "case_plan.h"
#include "divergence.h"
#include "driver.h"
#include "outcome.h"
#include "vector_case.h"

namespace smx::conformance {

struct Finding {
  Outcome outcome = Outcome::kNotRun;
  std::optional<std::size_t> step;  ///< where it was decided, from 0
  std::string op;
  bool in_twin = false;
  std::string message;                   ///< one line; the same in every run
  std::optional<Divergence> divergence;  ///< of a mismatch
  std::optional<Divergence> also;        ///< the verdict, when a trace step diverged first
  std::vector<std::string> clauses;      ///< where to read: of the value, then of the case
  std::string free_text;                 ///< the driver's own words, if any
};

/// What an answer makes of a case if nothing but that answer counts; kMismatch for a verdict.
Outcome outcome_of(Answer answer);

/// What the case needs that the driver did not announce; empty if nothing is missing.
std::string missing_feature(const Case& test, const Introduction& introduction);

/// Runs the case. The driver may be unusable afterwards.
Finding judge_case(Driver& driver, const Case& test, const JudgeOptions& options);

}  // namespace smx::conformance
