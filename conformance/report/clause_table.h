// Which clause of the specification is held by what: cases, planted bugs, native tests.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "runner/vector_set.h"

namespace smx::conformance {

struct ClauseRow {
  std::string id;                     ///< "X3DH-04"
  std::string page;                   ///< "docs/spec/x3dh.md"
  bool binds = false;                 ///< it says MUST
  std::string summary;                ///< its first words, without markup
  std::vector<std::string> positive;  ///< ids of cases that must be accepted
  std::vector<std::string> negative;  ///< ids of cases that must be refused
  std::vector<std::string> bugs;      ///< names of the planted bugs tied to it
  std::vector<std::string> tests;     ///< native tests that cite it, as paths of the source tree

  /// It binds, and neither a case nor a native test cites it.
  bool uncovered() const;
};

/// All clauses in the order of the pages; cases are those of `files`, the rest is what the build
/// found (ci/checks/clauses.py, which fails for what is uncovered here).
std::vector<ClauseRow> clause_table(const std::vector<VectorFile>& files);

}  // namespace smx::conformance
