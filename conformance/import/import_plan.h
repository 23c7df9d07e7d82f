// Wycheproof's files as cases of the runner, and the ruling behind each.
#pragma once

#include <vector>

#include "import/ruling.h"
#include "import/wycheproof_folder.h"
#include "runner/vector_set.h"

namespace smx::wycheproof {

/// A test with its ruling.
struct RuledTest {
  Test test;
  Ruling ruling;
  std::string case_id;  ///< "x25519_test/17"; empty if no driver is asked
};

struct RuledFile {
  std::string name;
  std::string sha256;
  std::vector<RuledTest> tests;
};

struct ImportPlan {
  std::vector<RuledFile> files;
  /// The tests that drivers are asked, by file; a file without one is left out.
  std::vector<conformance::VectorFile> cases;

  std::size_t total() const;
  std::size_t unexplained() const;
};

/// Rules on every test. Throws InputError for a test whose members are missing or malformed.
ImportPlan plan_import(const Folder& folder);

}  // namespace smx::wycheproof
