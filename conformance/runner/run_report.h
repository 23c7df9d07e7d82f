// What a run came to, before anything is written.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "judge.h"
#include "platforms.h"
#include "vector_set.h"

namespace smx::conformance {

/// A planted bug that shows the very same wrong value (conformance/mutants).
struct LooksLike {
  std::string bug;
  std::string clause;
  std::string description;
};

/// One case on one platform.
struct CaseResult {
  std::string id;
  Finding finding;
  std::chrono::microseconds time{0};
  std::string known_issue;  ///< not empty: this very failure is accepted, and where it is tracked
  std::vector<LooksLike> looks_like;  ///< of a failed case; several if they cannot be told apart
};

/// One file on one platform.
struct FileResult {
  std::string file;
  std::size_t planned = 0;
  std::vector<CaseResult> cases;

  OutcomeCounts counts() const;
};

struct PlatformResult {
  Platform platform;
  std::string not_run;  ///< not empty: why nothing of this platform was started
  std::optional<Introduction> introduction;
  std::vector<FileResult> files;
  std::vector<std::string> faults;  ///< of the driver outside any case (hello, bye)
  std::size_t starts = 0;           ///< how often the driver was started
  std::string diagnostics;          ///< the last of the driver's standard error
  std::chrono::milliseconds time{0};
  std::size_t jobs = 1;  ///< drivers at the same time
  /// The runner's own processor time for one case, the mean: asking, reading, comparing, starting
  /// drivers; not the time in which it waited for them.
  std::chrono::microseconds overhead{0};

  OutcomeCounts counts() const;
  std::size_t planned() const;
  /// Failed cases that are accepted as known failures.
  std::size_t known_failures() const;
};

struct RunReport {
  std::optional<std::string> manifest_sha256;
  std::vector<PlatformResult> platforms;
  std::vector<std::string> runner_faults;           ///< planned and done do not add up
  std::vector<std::string> known_failure_problems;  ///< entries that do not hold any more
  bool interrupted = false;          ///< by a signal: cases that had not begun are not_run
  std::string shard;                 ///< "2/4" if only that part of the cases was planned
  std::vector<std::string> filters;  ///< if only cases with matching ids were planned

  OutcomeCounts counts() const;
  std::size_t planned() const;
};

/// Says so in `runner_faults` wherever planned differs from the sum of outcomes.
void check_sums(RunReport& report);

}  // namespace smx::conformance
