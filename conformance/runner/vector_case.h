// A pinned case: what a driver is asked and what it must answer.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "strict_json.h"

namespace smx::conformance {

/// One intermediate value, lower-case hex.
struct TraceStep {
  std::string step;
  std::string value;

  bool operator==(const TraceStep&) const = default;
};

/// Either outputs that must be equal or the reason of a refusal.
struct Expectation {
  bool accepted = false;
  Json outputs = Json::object();  ///< members of `ok` that must be equal
  std::string reason;             ///< when not accepted
};

/// One request and what is expected of its reply.
struct Step {
  std::string op;
  Json in = Json::object();  ///< complete: members from earlier steps are already in it
  Expectation expect;
  std::optional<std::vector<TraceStep>> trace;  ///< pinned intermediate values, if any
  bool state_unchanged = false;                 ///< the digest must not move over this step
  std::optional<Json> from;  ///< where a member came from, for those who read the case
};

/// The case with one field repaired, or why no such repair exists.
struct Twin {
  std::size_t step = 0;
  Json set = Json::object();
  Expectation expect;
  std::string none;  ///< not empty: there is no twin, for this reason
};

struct Case {
  std::string id;
  std::string comment;
  std::string group;
  std::vector<std::string> clauses;
  std::vector<std::string> flags;
  bool valid = true;
  std::string reason;  ///< of the last rejecting step, when not valid
  std::optional<Twin> twin;
  std::vector<Step> steps;
};

/// Reads a case that conforms to the schema: resolves members taken from earlier steps and checks
/// what a schema cannot. `request_fault` names what is wrong with a complete request, or nothing.
/// Throws InputError naming the case and the step.
Case read_case(const Json& json, const std::string& group,
               const std::function<std::optional<std::string>(const std::string& op,
                                                              const Json& in)>& request_fault);

/// The bytes of a pinned output after the edits of a `from` (lower-case hex in and out). Throws
/// InputError for an edit past the end.
std::string apply_patches(const std::string& hex, const Json& patches);

}  // namespace smx::conformance
