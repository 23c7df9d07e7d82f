#include "outcome.h"

#include <numeric>

namespace smx::conformance {

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kPass:
      return "pass";
    case Outcome::kMismatch:
      return "mismatch";
    case Outcome::kUnsupported:
      return "unsupported";
    case Outcome::kError:
      return "error";
    case Outcome::kCrash:
      return "crash";
    case Outcome::kTimeout:
      return "timeout";
    case Outcome::kProtocolViolation:
      return "protocol_violation";
    case Outcome::kNotRun:
      return "not_run";
  }
  return "not_run";
}

std::optional<Outcome> outcome_named(std::string_view name) {
  for (const Outcome outcome : kAllOutcomes) {
    if (outcome_name(outcome) == name) return outcome;
  }
  return std::nullopt;
}

void OutcomeCounts::add(const OutcomeCounts& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
}

std::size_t OutcomeCounts::sum() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::size_t{0});
}

}  // namespace smx::conformance
