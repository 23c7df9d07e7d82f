// Requests with one fault each, made from one that is right.
#pragma once

#include <string>
#include <vector>

#include "runner/strict_json.h"

namespace smx::conformance {

struct FaultyRequest {
  std::string what;  ///< "upper-case hex in salt"
  Json in;           ///< all members but id and op
};

/// Faults that the driver protocol lists, one a request: a member too many, one too few, wrong
/// types, wrong hex, numbers out of range, null. `in` is right for `op`.
std::vector<FaultyRequest> faulty_requests(const std::string& op, const Json& in);

}  // namespace smx::conformance
