// Failures that somebody has accepted for a time. They still run; anything but exactly the failure
// that was accepted fails the run.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "run_report.h"

namespace smx::conformance {

struct KnownFailure {
  std::string platform;
  std::string case_id;
  Outcome outcome = Outcome::kMismatch;
  std::optional<std::size_t> step;  ///< where it must fail
  std::optional<std::string>
      where;  ///< first divergence: trace step or output, if it is a mismatch
  std::string reason;
  std::string issue;
  std::chrono::year_month_day expires;  ///< the last day on which it is accepted
};

/// Reads a file of known failures. Throws InputError, also for a case that is listed twice.
std::vector<KnownFailure> read_known_failures(const std::filesystem::path& path);

/// What an entry may speak of without being run just now.
struct KnownFailureScope {
  std::set<std::string> case_ids;   ///< of all vector files, chosen or not
  std::set<std::string> platforms;  ///< of this run and of its registry
};

/// Marks the results that are exactly as accepted, and notes in `known_failure_problems` every
/// entry that is not: an unexpected pass, another symptom, an expired entry, an id that no vector
/// file holds, a platform that nobody knows. Entries for cases that this run leaves out, or that it
/// did not get to, are left alone.
void apply_known_failures(RunReport& report, const std::vector<KnownFailure>& known,
                          const KnownFailureScope& scope, std::chrono::year_month_day today);

}  // namespace smx::conformance
