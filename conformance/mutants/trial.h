// One driver with one bug, put to the judge.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bug.h"
#include "runner/fingerprint.h"
#include "runner/runner.h"

namespace smx::mutants {

/// Where a driver diverged first.
struct FirstDivergence {
  std::string case_id;
  bool in_twin = false;
  std::size_t step = 0;
  std::string op;
  std::string kind;
  std::string where;
  std::string names;  ///< what the report names: "smx1.header [SPK key_id length]"

  bool operator==(const FirstDivergence&) const = default;
};

/// What became of one bug in one implementation.
struct Trial {
  std::string implementation;
  std::vector<std::string> killers;      ///< all failed cases, in the vectors' order
  std::optional<FirstDivergence> first;  ///< of the first failed case, if it is a mismatch
  std::string unclear;  ///< not empty: the first failed case names nothing; what it came to
  conformance::Symptoms symptoms;

  bool killed() const { return first.has_value(); }
};

/// The vectors, and how they are put.
struct Court {
  std::vector<conformance::VectorFile> files;
  bool fail_fast = false;  ///< stop at the first failed case
  /// Where each bug was found first when the table was made. Fail-fast asks that case first, then
  /// those of the bug's family, then all.
  std::map<std::string, std::string> first_cases;
  std::chrono::milliseconds timeout{60'000};
};

/// Judges a driver with the bug, or the unchanged driver if there is none.
Trial try_driver(const Court& court, const std::string& implementation,
                 const std::vector<std::string>& command, const Bug* bug);

/// The files with copies of those cases only whose id matches one of the globs.
std::vector<conformance::VectorFile> matching_cases(
    const std::vector<conformance::VectorFile>& files, const std::vector<std::string>& globs);

/// Removes the case. False if there is none of that id.
bool remove_case(std::vector<conformance::VectorFile>& files, const std::string& id);

}  // namespace smx::mutants
