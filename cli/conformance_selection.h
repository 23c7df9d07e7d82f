#pragma once

#include <CLI/App.hpp>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "report/clause_table.h"
#include "runner/runner.h"

namespace smx::cli {

/// The options that say which pinned cases are meant; shared by the commands that need them.
struct Selection {
  std::string vectors;
  std::string require_manifest;
  std::vector<std::string> filters;
  std::string shard;
};

void add_selection_options(CLI::App& command, const std::shared_ptr<Selection>& selection);
/// Of these only --vectors and --require-manifest.
void add_vectors_options(CLI::App& command, const std::shared_ptr<Selection>& selection);

/// Reads the vectors, of which --require-manifest may allow one set only. Throws InputError.
conformance::VectorSet read_vectors(const Selection& selection);

/// The chosen cases as a plan, still without platforms, and what is known of all, chosen or not.
struct Chosen {
  conformance::RunPlan plan;
  std::set<std::string> all_ids;
  std::vector<conformance::ClauseRow> clauses;  ///< with the cases of all files
};

/// Throws InputError, also when no case is chosen.
Chosen choose(const Selection& selection);

}  // namespace smx::cli
