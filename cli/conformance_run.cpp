#include "conformance_run.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <set>

#include "conformance_common.h"
#include "report/clause_table.h"
#include "report/json_report.h"
#include "report/mutation.h"
#include "report/report_files.h"
#include "runner/child_guard.h"
#include "runner/command_line.h"
#include "runner/driver_process.h"
#include "runner/input_error.h"
#include "runner/known_failures.h"
#include "runner/places.h"
#include "runner/runner.h"
#include "runner/terminal.h"
#include "runner/verdict.h"

namespace smx::cli {
namespace {

namespace fs = std::filesystem;
using namespace conformance;

constexpr const char* kRunFooter =
    "A platform is a small program that speaks the driver protocol on standard input and output\n"
    "(conformance/protocol). Without --driver all platforms of the registry are run.\n"
    "\n"
    "Exit status:\n"
    "  0  every planned case passed on every platform that was run\n"
    "  1  a case came to something else, or a driver misbehaved outside the cases\n"
    "  2  bad usage, or input that cannot be read or contradicts itself\n"
    "  3  nothing could be run, or planned cases and outcomes do not add up\n"
    "\n"
    "Examples:\n"
    "  smx conformance run\n"
    "  smx conformance run --driver 'python3 my_driver.py' --filter 'hkdf/*'\n"
    "  smx conformance run --platform cpp --report-dir reports";

struct RunArguments {
  std::string vectors;
  std::string platforms_file;
  std::string bin;
  std::vector<std::string> platform_names;
  std::string driver;
  std::string driver_name = "driver";
  std::vector<std::string> filters;
  std::size_t timeout_ms = 10'000;
  std::size_t slow = 1;
  std::size_t show = 10;
  bool fail_fast = false;
  bool no_twins = false;
  bool allow_unsupported = false;
  bool json = false;
  std::string report_dir;
  std::string known_failures;
};

std::vector<Platform> chosen_platforms(const RunArguments& arguments) {
  std::vector<Platform> chosen;
  if (!arguments.driver.empty()) {
    chosen.push_back({arguments.driver_name, split_command(arguments.driver), {}});
    if (arguments.platform_names.empty()) return chosen;
  }
  const DefaultPlaces places = default_places(program_directory());
  const fs::path bin = arguments.bin.empty() ? places.bin : fs::path(arguments.bin);
  const fs::path file =
      arguments.platforms_file.empty() ? places.platforms : fs::path(arguments.platforms_file);
  if (arguments.platforms_file.empty() && !fs::exists(file)) {
    throw InputError("there is no registry of platforms here: give --driver or --platforms");
  }
  std::vector<Platform> known = read_platforms(file, {bin, places.source});
  if (arguments.platform_names.empty()) return known;
  for (const std::string& name : arguments.platform_names) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const Platform& platform) {
      return platform.name == name;
    });
    if (found == known.end()) {
      throw InputError(fmt::format("--platform {}: {} has none of that name", name, file.string()));
    }
    chosen.push_back(*found);
  }
  return chosen;
}

std::string utc_now() {
  return fmt::format(
      "{:%Y-%m-%dT%H:%M:%S}Z",
      fmt::gmtime(std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())));
}

/// The report as JSON. The table of clauses counts the cases of all files, chosen or not.
std::string json_text(const RunReport& report, const std::vector<VectorFile>& chosen,
                      ExitStatus status, const RunInfo& info) {
  ReportDocument document;
  document.status = status;
  document.run = report;
  document.vectors = vector_notes(chosen);
  document.clauses = clause_table(read_vector_set(info.vectors).files);
  document.mutation = pinned_mutation(report.manifest_sha256);
  document.info = info;
  return json_report(document).dump(2) + "\n";
}

RunPlan plan_of(const RunArguments& arguments, VectorSet set) {
  RunPlan plan;
  plan.platforms = chosen_platforms(arguments);
  plan.manifest_sha256 = set.manifest_sha256;
  plan.files = chosen_files(std::move(set.files), arguments.filters);
  if (plan.files.empty()) throw InputError("--filter: no case has such an id");
  return plan;
}

int run_command(const RunArguments& arguments) {
  end_children_on_signals();
  VectorSet set = read_vector_set(vectors_directory(arguments.vectors));
  std::set<std::string> all_ids;
  for (const VectorFile& file : set.files) {
    for (const Case& test : file.cases) all_ids.insert(test.id);
  }
  std::vector<KnownFailure> known;
  if (!arguments.known_failures.empty()) known = read_known_failures(arguments.known_failures);
  const RunPlan plan = plan_of(arguments, std::move(set));
  RunOptions options;
  options.timeout = std::chrono::milliseconds(arguments.timeout_ms * arguments.slow);
  // A driver's start may include that of a virtual machine.
  options.start = 3 * options.timeout;
  options.farewell *= static_cast<int>(arguments.slow);
  options.fail_fast = arguments.fail_fast;
  options.judge.twins = !arguments.no_twins;

  RunInfo info;
  info.runner_version = runner_version();
  info.started = utc_now();
  info.vectors = vectors_directory(arguments.vectors).string();
  const auto start = std::chrono::steady_clock::now();
  ProgressLine line(stderr);
  RunReport report = run(
      plan, options,
      [](const Platform& platform) { return std::make_unique<DriverProcess>(platform.command); },
      [&line](const std::string& platform, std::size_t done, std::size_t planned,
              const std::string& id) { line.show(platform, done, planned, id); });
  line.clear();
  info.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);

  apply_known_failures(report, known, all_ids,
                       std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()));
  const VerdictRules rules{arguments.allow_unsupported, !arguments.platform_names.empty()};
  const ExitStatus status = exit_status(report, rules);
  std::string json;
  if (arguments.json || !arguments.report_dir.empty()) {
    json = json_text(report, plan.files, status, info);
  }
  if (!arguments.report_dir.empty()) write_report_files(arguments.report_dir, json);
  if (arguments.json) {
    fmt::print("{}", json);
  } else {
    fmt::print("{}", matrix_text(report, wants_colour(stdout), arguments.show));
  }
  return static_cast<int>(status);
}

}  // namespace

void add_conformance_run(CLI::App& group, Action& action) {
  CLI::App* run = group.add_subcommand("run", "Judge platforms against the pinned vectors");
  const auto arguments = std::make_shared<RunArguments>();
  run->add_option("--vectors", arguments->vectors, "Directory of vector files")->type_name("DIR");
  run->add_option("--platforms", arguments->platforms_file, "Registry of platforms (JSON)")
      ->type_name("FILE");
  run->add_option("--bin", arguments->bin,
                  "What ${bin} in the registry stands for (default: beside this program)")
      ->type_name("DIR");
  run->add_option("--platform", arguments->platform_names,
                  "Run this platform of the registry, and fail if it cannot run here; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  run->add_option("--driver", arguments->driver,
                  "Run this command as the driver; split into words as a shell would, without one")
      ->type_name("CMD");
  run->add_option("--name", arguments->driver_name, "Name of --driver in the reports")
      ->type_name("NAME")
      ->capture_default_str();
  run->add_option("--filter", arguments->filters,
                  "Only cases whose id matches, '*' for any text; repeatable")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  run->add_option("--timeout", arguments->timeout_ms,
                  "For one reply, in milliseconds; the start of a driver has three times as long")
      ->type_name("MS")
      ->check(CLI::Range(std::size_t{1}, std::size_t{3'600'000}))
      ->capture_default_str();
  run->add_option("--slow", arguments->slow, "Multiply the timeout, for slow machines")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1000}))
      ->capture_default_str();
  run->add_option("--show", arguments->show,
                  "Ways to fail that are shown for each platform, the most frequent first")
      ->type_name("N")
      ->capture_default_str();
  run->add_flag("--fail-fast", arguments->fail_fast, "Stop a platform at its first failed case");
  run->add_flag("--no-twins", arguments->no_twins, "Leave out the repaired twins of negatives");
  run->add_flag("--allow-unsupported", arguments->allow_unsupported,
                "Cases that need what hello did not announce do not fail the run");
  run->add_option("--known-failures", arguments->known_failures,
                  "Accepted failures (JSON): they run, and only exactly they are excused")
      ->type_name("FILE");
  run->add_flag("--json", arguments->json, "Write the JSON report to standard output");
  run->add_option(
         "--report-dir", arguments->report_dir,
         "Write the reports into this directory: report.json, report.html, junit.xml, summary.md, "
         "annotations.txt, badge.svg")
      ->type_name("DIR");
  run->footer(kRunFooter);
  run->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return run_command(*arguments); });
  });
}

}  // namespace smx::cli
