// What a case asks of a driver, request by request. No request depends on an earlier reply, so the
// list is known before the first of them is sent: a live run and a batch file ask the same.
#pragma once

#include <string>
#include <vector>

#include "driver.h"
#include "vector_case.h"

namespace smx::conformance {

/// One request without its id, and what its reply is needed for.
struct PlannedRequest {
  enum class Purpose { kBegin, kDigestBefore, kStep, kDigestAfter, kEnd };
  Purpose purpose = Purpose::kBegin;
  bool in_twin = false;  ///< of the repaired twin, which is begun and ended as a case of its own
  std::size_t step = 0;  ///< that the request or the digest belongs to
  std::string op;
  Json in = Json::object();
  bool want_trace = false;
};

/// What is asked beyond the plain steps.
struct JudgeOptions {
  bool twins = true;   ///< also the repaired twin of each negative case
  bool traces = true;  ///< pinned intermediate values, of a driver that announces them
};

/// The operation that reads the state which the request `in` is about.
const char* state_op(const Json& in);

/// All requests of a case whose replies are as pinned, for a driver that introduced itself so: no
/// trace is asked of one that has none, and no digest of one that does not read out its state.
std::vector<PlannedRequest> plan_case(const Case& test, const Introduction& introduction,
                                      const JudgeOptions& options);

}  // namespace smx::conformance
