// Which pinned case shows an operation best: the smallest that the driver can be asked.
#pragma once

#include <string>
#include <vector>

#include "runner/driver.h"
#include "runner/vector_set.h"

namespace smx::conformance {

enum class CaseKind {
  kAccepted,  ///< every step of it is accepted
  kRefused,   ///< a step with the operation is refused
};

/// The case of that kind with the fewest steps, then the fewest bytes, in which `op` is asked and
/// for which the driver announces all it needs; nullptr if there is none.
const Case* smallest_case(const std::vector<VectorFile>& files, const std::string& op,
                          CaseKind kind, const Introduction& introduction);

/// The first step of the case that asks `op`. The case must have one.
const Step& step_of(const Case& test, const std::string& op);

/// Where to go with an operation: globs of case ids that a driver with `known` and `op` can pass,
/// and what it would need beside that for the rest of them.
struct Goal {
  std::vector<std::string> globs;
  std::vector<std::string> also_needs;  ///< operations; empty if the cases need nothing else
};
Goal goal_of(const std::vector<VectorFile>& files, const std::string& op,
             const std::set<std::string>& known);

}  // namespace smx::conformance
