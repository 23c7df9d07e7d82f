#include "conformance_run.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "conformance_common.h"
#include "conformance_selection.h"
#include "conformance_verdict.h"
#include "runner/command_line.h"
#include "runner/input_error.h"
#include "runner/interruption.h"
#include "runner/places.h"
#include "runner/reach.h"
#include "runner/terminal.h"

namespace smx::cli {
namespace {

namespace fs = std::filesystem;
using namespace conformance;

constexpr const char* kRunFooter =
    "A platform is a small program that speaks the driver protocol on standard input and output,\n"
    "or at a port of this machine (conformance/protocol). Without --driver and --connect all\n"
    "platforms of the registry are run.\n"
    "\n"
    "Exit status:\n"
    "  0    every planned case passed on every platform that was run\n"
    "  1    a case came to something else, or a driver misbehaved outside the cases\n"
    "  2    bad usage, or input that cannot be read or contradicts itself\n"
    "  3    nothing could be run, or planned cases and outcomes do not add up\n"
    "  130  interrupted (Ctrl-C; 143 by SIGTERM): what had been run was reported, marked as such\n"
    "\n"
    "Examples:\n"
    "  smx conformance run\n"
    "  smx conformance run --driver 'python3 my_driver.py' --filter 'hkdf/*'\n"
    "  smx conformance run --connect tcp://127.0.0.1:5555 --name phone --slow 10\n"
    "  smx conformance run --platform cpp --shard 1/4 --report-dir reports";

struct RunArguments {
  std::shared_ptr<Selection> selection = std::make_shared<Selection>();
  std::shared_ptr<VerdictOptions> verdict = std::make_shared<VerdictOptions>();
  std::string platforms_file;
  std::string bin;
  std::vector<std::string> platform_names;
  std::string driver;
  std::string address;
  std::string driver_name = "driver";
  std::size_t timeout_ms = 10'000;
  std::size_t slow = 1;
  std::size_t jobs = 0;
  bool fail_fast = false;
  bool no_twins = false;
};

/// The driver that the command line names by itself, if it does.
std::vector<Platform> named_driver(const RunArguments& arguments) {
  if (!arguments.driver.empty()) {
    return {{arguments.driver_name, split_command(arguments.driver), {}}};
  }
  if (arguments.address.empty()) return {};
  const Platform platform{arguments.driver_name, {arguments.address}, {}};
  if (!is_address(platform)) {
    throw InputError(
        fmt::format("--connect {}: not of the form tcp://127.0.0.1:PORT", arguments.address));
  }
  why_not_reachable(platform);
  return {platform};
}

struct Platforms {
  std::vector<Platform> chosen;
  std::set<std::string> known;  ///< names of the chosen and of the registry's
};

/// Both are left empty by a registry that was not asked for and is not there.
std::vector<Platform> registry(const RunArguments& arguments, fs::path& file) {
  const DefaultPlaces places = default_places(program_directory());
  const fs::path bin = arguments.bin.empty() ? places.bin : fs::path(arguments.bin);
  file = arguments.platforms_file.empty() ? places.platforms : fs::path(arguments.platforms_file);
  if (arguments.platforms_file.empty() && !fs::exists(file)) return {};
  return read_platforms(file, {bin, places.source});
}

Platforms chosen_platforms(const RunArguments& arguments) {
  Platforms platforms;
  platforms.chosen = named_driver(arguments);
  fs::path file;
  const std::vector<Platform> listed = registry(arguments, file);
  for (const Platform& platform : listed) platforms.known.insert(platform.name);
  const bool whole_registry = platforms.chosen.empty() && arguments.platform_names.empty();
  if (listed.empty() && (whole_registry || !arguments.platform_names.empty())) {
    throw InputError("there is no registry of platforms here: give --driver or --platforms");
  }
  if (whole_registry) platforms.chosen = listed;
  for (const std::string& name : arguments.platform_names) {
    const auto found = std::find_if(listed.begin(), listed.end(), [&](const Platform& platform) {
      return platform.name == name;
    });
    if (found == listed.end()) {
      throw InputError(fmt::format("--platform {}: {} has none of that name", name, file.string()));
    }
    platforms.chosen.push_back(*found);
  }
  for (const Platform& platform : platforms.chosen) platforms.known.insert(platform.name);
  return platforms;
}

RunOptions options_of(const RunArguments& arguments, const std::vector<KnownFailure>& known) {
  RunOptions options;
  options.timeout = std::chrono::milliseconds(arguments.timeout_ms * arguments.slow);
  // A driver's start may include that of a virtual machine.
  options.start = 3 * options.timeout;
  options.farewell *= static_cast<int>(arguments.slow);
  options.fail_fast = arguments.fail_fast;
  options.judge.twins = !arguments.no_twins;
  options.jobs = arguments.jobs;
  for (const KnownFailure& entry : known) options.accepted.insert({entry.platform, entry.case_id});
  return options;
}

int run_command(const RunArguments& arguments) {
  interrupt_on_signals();
  Chosen chosen = choose(*arguments.selection);
  const RunOptions options = options_of(arguments, known_failures(*arguments.verdict));
  Platforms platforms = chosen_platforms(arguments);
  chosen.plan.platforms = std::move(platforms.chosen);

  RunInfo info;
  info.runner_version = runner_version();
  info.started = utc_now();
  info.vectors = vectors_directory(arguments.selection->vectors).string();
  const auto start = std::chrono::steady_clock::now();
  ProgressLine line(stderr);
  RunReport report =
      run(chosen.plan, options, reach,
          [&line](const std::string& platform, std::size_t done, std::size_t planned,
                  const std::string& id) { line.show(platform, done, planned, id); });
  line.clear();
  info.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::steady_clock::now() - start);
  return give_verdict(std::move(report), chosen, platforms.known, !arguments.platform_names.empty(),
                      *arguments.verdict, info);
}

void add_platform_options(CLI::App& run, const std::shared_ptr<RunArguments>& arguments) {
  run.add_option("--platforms", arguments->platforms_file, "Registry of platforms (JSON)")
      ->type_name("FILE");
  run.add_option("--bin", arguments->bin,
                 "What ${bin} in the registry stands for (default: beside this program)")
      ->type_name("DIR");
  run.add_option("--platform", arguments->platform_names,
                 "Run this platform of the registry, and fail if it cannot run here; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  CLI::Option* driver =
      run.add_option("--driver", arguments->driver,
                     "Run this command as the driver; split into words as a shell would, without "
                     "one")
          ->type_name("CMD");
  run.add_option("--connect", arguments->address,
                 "Speak to a driver that listens on this machine: tcp://127.0.0.1:PORT")
      ->type_name("ADDRESS")
      ->excludes(driver);
  run.add_option("--name", arguments->driver_name, "Name of --driver or --connect in the reports")
      ->type_name("NAME")
      ->capture_default_str();
}

void add_pace_options(CLI::App& run, const std::shared_ptr<RunArguments>& arguments) {
  run.add_option("--timeout", arguments->timeout_ms,
                 "For one reply, in milliseconds; the start of a driver has three times as long")
      ->type_name("MS")
      ->check(CLI::Range(std::size_t{1}, std::size_t{3'600'000}))
      ->capture_default_str();
  run.add_option("--slow", arguments->slow, "Multiply the timeout, for slow machines")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1000}))
      ->capture_default_str();
  run.add_option("--jobs", arguments->jobs,
                 "Drivers of one platform at the same time (default: one for each processor, one "
                 "with --connect); the "
                 "report is the same for any number")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{256}));
  run.add_flag("--fail-fast", arguments->fail_fast, "Stop a platform at its first failed case");
  run.add_flag("--no-twins", arguments->no_twins, "Leave out the repaired twins of negatives");
}

}  // namespace

void add_conformance_run(CLI::App& group, Action& action) {
  CLI::App* run = group.add_subcommand("run", "Judge platforms against the pinned vectors");
  const auto arguments = std::make_shared<RunArguments>();
  add_platform_options(*run, arguments);
  add_selection_options(*run, arguments->selection);
  add_pace_options(*run, arguments);
  add_verdict_options(*run, arguments->verdict);
  run->footer(kRunFooter);
  run->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return run_command(*arguments); });
  });
}

}  // namespace smx::cli
