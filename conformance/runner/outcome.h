// What a case came to. The classes are kept apart: a refusal by design, a wrong byte, a missing
// feature, a fault of the driver and a fault of the runner are five different things.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace smx::conformance {

enum class Outcome {
  kPass,               ///< every pinned byte, verdict and reason is the same
  kMismatch,           ///< wrong bytes, verdict, reason or state
  kUnsupported,        ///< needs an operation or feature that hello did not announce
  kError,              ///< the driver reported a fault of its own
  kCrash,              ///< the driver ended
  kTimeout,            ///< the driver gave no reply in time
  kProtocolViolation,  ///< the driver broke the driver protocol
  kNotRun,             ///< the case was planned and never put to the driver
};

inline constexpr std::array<Outcome, 8> kAllOutcomes = {
    Outcome::kPass,  Outcome::kMismatch, Outcome::kUnsupported,       Outcome::kError,
    Outcome::kCrash, Outcome::kTimeout,  Outcome::kProtocolViolation, Outcome::kNotRun};

/// The name in reports: "pass", "mismatch", "protocol_violation" and so on.
std::string_view outcome_name(Outcome outcome);
/// The outcome of that name, if there is one.
std::optional<Outcome> outcome_named(std::string_view name);

/// How many cases came to what.
class OutcomeCounts {
 public:
  void add(Outcome outcome) { ++counts_[static_cast<std::size_t>(outcome)]; }
  void add(const OutcomeCounts& other);
  std::size_t of(Outcome outcome) const { return counts_[static_cast<std::size_t>(outcome)]; }
  std::size_t sum() const;

 private:
  std::array<std::size_t, kAllOutcomes.size()> counts_{};
};

}  // namespace smx::conformance
