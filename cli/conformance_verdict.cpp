#include "conformance_verdict.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "report/json_report.h"
#include "report/mutation.h"
#include "report/report_files.h"
#include "runner/fingerprint.h"
#include "runner/input_error.h"
#include "runner/interruption.h"
#include "runner/terminal.h"
#include "runner/verdict.h"

namespace smx::cli {
namespace {

using namespace conformance;

std::string json_text(const RunReport& report, const Chosen& chosen, ExitStatus status,
                      const RunInfo& info) {
  ReportDocument document;
  document.status = status;
  document.run = report;
  document.vectors = vector_notes(chosen.plan.files);
  document.clauses = chosen.clauses;
  document.mutation = pinned_mutation(report.manifest_sha256);
  document.info = info;
  return json_report(document).dump(2) + "\n";
}

}  // namespace

void add_verdict_options(CLI::App& command, const std::shared_ptr<VerdictOptions>& options) {
  command
      .add_option("--show", options->show,
                  "Ways to fail that are shown for each platform, the most frequent first")
      ->type_name("N")
      ->capture_default_str();
  command.add_flag("--allow-unsupported", options->allow_unsupported,
                   "Cases that need what hello did not announce do not fail the run");
  command
      .add_option("--known-failures", options->known_failures,
                  "Accepted failures (JSON): they run, and only exactly they are excused")
      ->type_name("FILE");
  command.add_flag("--json", options->json, "Write the JSON report to standard output");
  command
      .add_option(
          "--report-dir", options->report_dir,
          "Write the reports into this directory: report.json, report.html, junit.xml, summary.md, "
          "annotations.txt, badge.svg")
      ->type_name("DIR");
}

std::vector<KnownFailure> known_failures(const VerdictOptions& options) {
  if (options.known_failures.empty()) return {};
  return read_known_failures(options.known_failures);
}

int give_verdict(RunReport report, const Chosen& chosen,
                 const std::set<std::string>& known_platforms, bool all_platforms,
                 const VerdictOptions& options, const RunInfo& info) {
  apply_known_failures(report, known_failures(options), {chosen.all_ids, known_platforms},
                       std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  apply_fingerprints(report, Fingerprints::embedded());
  const VerdictRules rules{options.allow_unsupported, all_platforms};
  const ExitStatus status = exit_status(report, rules);
  std::string json;
  if (options.json || !options.report_dir.empty()) {
    json = json_text(report, chosen, status, info);
  }
  if (!options.report_dir.empty()) write_report_files(options.report_dir, json);
  if (options.json) {
    fmt::print("{}", json);
  } else {
    fmt::print("{}", matrix_text(report, wants_colour(stdout), options.show));
  }
  return report.interrupted ? 128 + interruption() : static_cast<int>(status);
}

std::string utc_now() {
  return fmt::format(
      "{:%Y-%m-%dT%H:%M:%S}Z",
      fmt::gmtime(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())));
}

}  // namespace smx::cli
