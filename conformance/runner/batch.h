// All requests of a run written beforehand, for hosts that can neither be started nor spoken to
// while they work: a test runner on a phone, a browser, a device in a laboratory.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "case_plan.h"
#include "vector_set.h"

namespace smx::conformance {

/// The requests in order: hello, case by case all that a judge asks when every reply is as pinned
/// (for a driver that announces everything), bye. Request k, counted from 1, has the id k.
struct Batch {
  struct Request {
    std::string case_id;  ///< empty for hello and bye
    std::string op;
    std::string sense;  ///< the request without id and want_trace: by this it is found again
    bool want_trace = false;
  };
  std::vector<Request> requests;
  /// Index of the case.begin of each case and twin, by the name that it gives.
  std::map<std::string, std::size_t> begins;

  /// The bytes of requests.jsonl.
  std::string text() const;
};

Batch plan_batch(const std::vector<VectorFile>& files, const JudgeOptions& options);

/// What a request asks, in whatever line it stood: its JSON without `id` and `want_trace`.
std::string sense_of(Json request);

}  // namespace smx::conformance
