// The report as JSON: conformance/protocol/report.schema.json. Every other report is made from it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "clause_table.h"
#include "mutation.h"
#include "runner/run_report.h"
#include "runner/verdict.h"

namespace smx::conformance {

/// What stands in the report beside the run's results.
struct RunInfo {
  std::string runner_version;
  std::string started;  ///< UTC, "2026-01-31T12:00:00Z"
  std::chrono::milliseconds duration{0};
  std::string vectors;  ///< the directory, as given
};

/// A vector file as far as a report knows it.
struct VectorNote {
  std::string file;
  std::string sha256;
  std::string suite;
  int suite_version = 0;
  int spec_revision = 0;
  std::size_t chosen = 0;  ///< cases of it in this run
};

std::vector<VectorNote> vector_notes(const std::vector<VectorFile>& files);

/// Everything that a report says.
struct ReportDocument {
  ExitStatus status = ExitStatus::kNothingRun;
  RunReport run;
  std::vector<VectorNote> vectors;
  std::vector<ClauseRow> clauses;
  std::optional<Mutation> mutation;
  RunInfo info;
  std::string digest;  ///< of a report that was read; json_report computes it
};

/// The name of a status in reports: "passed", "failed", "nothing_run".
std::string_view status_name(ExitStatus status);

/// The whole report with its digest. Everything outside the member `run` depends on the vectors,
/// the plan, the drivers' answers and this program only: two runs of the same give the same bytes.
nlohmann::ordered_json json_report(const ReportDocument& document);

}  // namespace smx::conformance
