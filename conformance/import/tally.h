// What the tests of each file came to on each platform: every test is counted exactly once.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "import/import_plan.h"
#include "runner/run_report.h"

namespace smx::wycheproof {

/// Tests of one file that share class, verdict, clause and rule.
struct Row {
  Class a_class = Class::kUnexplained;
  std::string verdict;  ///< "accepted", "refused" or "not asked"
  std::string clause;
  std::string rule;
  std::size_t tests = 0;
  std::size_t asked = 0;
};

/// The counts of one file on one platform. What was not asked and is outside the profile counts as
/// such; what no rule decides is unexpected.
struct Count {
  std::vector<std::size_t> as_ruled;  ///< by row
  std::size_t unexpected = 0;
  std::size_t unsupported = 0;
  std::size_t not_run = 0;

  std::size_t sum() const;
};

/// A test that did not come to what the ruling says.
struct Unexpected {
  std::uint64_t id = 0;
  std::string comment;
  std::string outcome;  ///< of the runner, or "unexplained"
  std::string message;
  std::string clause;
};

struct PlatformTally {
  Count count;
  std::vector<Unexpected> unexpected;
};

struct FileTally {
  std::string name;
  std::string sha256;
  std::size_t total = 0;
  std::vector<Row> rows;                 ///< by class, then by clause and rule
  std::vector<PlatformTally> platforms;  ///< in the order of the run
};

/// Throws std::logic_error when some test is counted not once.
std::vector<FileTally> tally(const ImportPlan& plan, const conformance::RunReport& report);

}  // namespace smx::wycheproof
