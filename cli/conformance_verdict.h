#pragma once

#include <CLI/App.hpp>
#include <chrono>
#include <memory>
#include <set>
#include <string>

#include "conformance_selection.h"
#include "report/json_report.h"
#include "runner/known_failures.h"
#include "runner/runner.h"

namespace smx::cli {

/// What is made of a finished run, live or from a batch: shared by the commands that judge.
struct VerdictOptions {
  std::size_t show = 10;
  bool allow_unsupported = false;
  bool json = false;
  std::string report_dir;
  std::string known_failures;
};

void add_verdict_options(CLI::App& command, const std::shared_ptr<VerdictOptions>& options);

/// The entries of --known-failures; none without it. Throws InputError.
std::vector<conformance::KnownFailure> known_failures(const VerdictOptions& options);

/// Applies the known failures, writes the reports and prints the matrix. The exit status of the
/// command: that of the run, or 128 and the number of the signal that interrupted it.
int give_verdict(conformance::RunReport report, const Chosen& chosen,
                 const std::set<std::string>& known_platforms, bool all_platforms,
                 const VerdictOptions& options, const conformance::RunInfo& info);

/// The time now as a report has it, "2026-01-31T12:00:00Z".
std::string utc_now();

}  // namespace smx::cli
