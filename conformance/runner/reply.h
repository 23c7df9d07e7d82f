// A driver's answer to one request, judged by form only.
#pragma once

#include <string>
#include <vector>

#include "vector_case.h"

namespace smx::conformance {

/// Everything that can come back for one request. The first four are the driver's own words, the
/// others are the runner's.
enum class Answer {
  kOk,
  kReject,
  kUnsupported,
  kError,
  kCrash,
  kTimeout,
  kProtocolViolation,
  kNone,  ///< the reply was not waited for (an interrupted run) or is not there yet (a batch)
};

struct Reply {
  Answer answer = Answer::kCrash;
  Json outputs = Json::object();  ///< of kOk
  std::string reason;             ///< of kReject: an error name
  std::vector<TraceStep> trace;   ///< of kOk and kReject, if it was asked for
  std::string message;            ///< what happened, in the runner's words
  std::string free_text;          ///< the driver's words: detail, message; never compared
};

}  // namespace smx::conformance
