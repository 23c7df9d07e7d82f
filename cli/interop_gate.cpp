#include "interop_gate.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "conformance_common.h"
#include "conformance_verdict.h"
#include "interop/draws.h"
#include "interop/gate.h"
#include "output_file.h"
#include "runner/command_line.h"
#include "runner/input_error.h"
#include "runner/interruption.h"
#include "runner/places.h"
#include "runner/terminal.h"
#include "smx/bytes.h"

namespace smx::cli {
namespace {

namespace fs = std::filesystem;
using namespace conformance;
using namespace interop;

constexpr const char* kGateFooter =
    "What a pinned vector cannot show: two live platforms, each device in a driver process of its\n"
    "own with its own generator, exchange messages through a relay over TLS. The gate starts the\n"
    "relay (smx-relay --dev), stands between it and every client, and looks for what the messages\n"
    "said in everything that the relay had: both sides of its traffic, opened with its TLS key "
    "log,\n"
    "its data directory, its output and log, its memory and its core. No cell is inferred: it is\n"
    "pass, fail, or not run with the reason.\n"
    "\n"
    "Scenarios:\n{}"
    "\n"
    "Exit status:\n"
    "  0    every cell that was run passed, nothing was found, every planted leak was\n"
    "  1    a cell failed, a canary was found, or a planted leak was not\n"
    "  2    bad usage, or a relay or a platform that does not start\n"
    "  3    nothing could be run, or the search or a control could not be brought to its end\n"
    "  130  interrupted (Ctrl-C; 143 by SIGTERM): what had been run was reported\n"
    "\n"
    "Examples:\n"
    "  smx interop gate\n"
    "  smx interop gate --platform cpp --platform mine='python3 my_driver.py' --scenario crossed\n"
    "  smx interop gate --control build/release/reference-server/server/smx-relay-leaky\n"
    "  smx interop gate --relay https://relay.example:8443 --ca dev.pem --codes codes.jsonl";

struct GateArguments {
  std::shared_ptr<InteropPlaces> places = std::make_shared<InteropPlaces>();
  std::string control;
  std::vector<std::string> scenarios;
  std::string seed;
  std::string report_dir;
  std::size_t burst = 50;
  std::size_t canaries = 16;
  std::size_t timeout_ms = 10'000;
  std::size_t slow = 1;
  bool json = false;
};

std::string footer() {
  std::string lines;
  for (const Scenario& scenario : all_scenarios()) {
    lines += fmt::format("  {:<21} {}\n", scenario.name, scenario.what);
  }
  return fmt::format(kGateFooter, lines);
}

fs::path temporary_folder() {
  std::string path = (fs::temp_directory_path() / "smx-interop-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) {
    throw InputError(fmt::format("{}: no temporary folder", path));
  }
  return path;
}

void write_report(const fs::path& folder, const std::string& name, const std::string& text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const std::string path = (folder / name).string();
  replace_file({path, path + ".part", 0644}, ByteView(bytes, text.size()));
}

int run_gate_command(const GateArguments& arguments) {
  interrupt_on_signals();
  GateOptions options;
  options.platforms = interop_platforms(*arguments.places);
  options.relay_command = interop_relay(*arguments.places, options.relay);
  if (!arguments.control.empty()) options.control = split_command(arguments.control);
  options.scenarios = arguments.scenarios;
  options.seed = arguments.seed.empty() ? fresh_seed() : arguments.seed;
  options.burst = arguments.burst;
  options.canaries_per_message = arguments.canaries;
  options.timeout = std::chrono::milliseconds(arguments.timeout_ms * arguments.slow);
  options.version = runner_version();
  options.started = utc_now();
  const bool keeps = !arguments.report_dir.empty();
  if (keeps) fs::create_directories(arguments.report_dir);
  options.folder = keeps ? fs::path(arguments.report_dir) : temporary_folder();
  ProgressLine line(stderr);
  options.progress = [&line](const std::string& pair, std::size_t done, std::size_t planned,
                             const std::string& scenario) {
    line.show(pair, done, planned, scenario);
  };
  const GateReport report = run_gate(options);
  line.clear();
  const std::string json = json_of(report).dump(2) + "\n";
  if (keeps) {
    write_report(options.folder, "report.json", json);
    write_report(options.folder, "report.html", html_of(report));
    write_report(options.folder, "junit.xml", junit_of(report));
  }
  fmt::print("{}", arguments.json ? json : matrix_text(report, wants_colour(stdout)));
  const int status = exit_status(report);
  std::error_code ignored;
  if (!keeps && status == 0) fs::remove_all(options.folder, ignored);
  if (!keeps && status != 0) fmt::print(stderr, "left for you: {}\n", options.folder.string());
  return report.interrupted ? 128 + interruption() : status;
}

}  // namespace

void add_interop_places(CLI::App& command, const std::shared_ptr<InteropPlaces>& places) {
  command
      .add_option("--platform", places->platforms,
                  "A platform: a NAME of the registry, or NAME=CMD for a driver of your own; "
                  "repeatable (default: the whole registry)")
      ->type_name("NAME[=CMD]")
      ->allow_extra_args(false);
  command.add_option("--platforms", places->platforms_file, "Registry of platforms (JSON)")
      ->type_name("FILE");
  command
      .add_option("--bin", places->bin,
                  "What ${bin} in the registry stands for (default: beside this program)")
      ->type_name("DIR");
  CLI::Option* program =
      command
          .add_option("--relay-program", places->relay_program,
                      "The relay to start; --dev is added (default: smx-relay of this build, or on "
                      "PATH)")
          ->type_name("CMD");
  CLI::Option* url = command
                         .add_option("--relay", places->relay_url,
                                     "A relay that runs already: https://relay.example:8443")
                         ->type_name("URL")
                         ->excludes(program);
  command.add_option("--ca", places->ca, "Whom to trust with --relay (PEM)")
      ->type_name("FILE")
      ->needs(url);
  command
      .add_option("--codes", places->codes,
                  "Where the relay of --relay writes its one-time codes: JSON lines with phone and "
                  "code")
      ->type_name("FILE")
      ->needs(url);
}

std::vector<Platform> interop_platforms(const InteropPlaces& places) {
  const DefaultPlaces defaults = default_places(program_directory());
  const fs::path bin = places.bin.empty() ? defaults.bin : fs::path(places.bin);
  const fs::path file =
      places.platforms_file.empty() ? defaults.platforms : fs::path(places.platforms_file);
  std::vector<Platform> listed;
  if (!places.platforms_file.empty() || fs::exists(file)) {
    listed = read_platforms(file, {bin, defaults.source});
  }
  std::vector<Platform> chosen;
  for (const std::string& entry : places.platforms) {
    const std::size_t equals = entry.find('=');
    if (equals != std::string::npos) {
      if (equals == 0) throw InputError(fmt::format("--platform {}: without a name", entry));
      chosen.push_back({entry.substr(0, equals), split_command(entry.substr(equals + 1)), {}});
      continue;
    }
    const auto found = std::ranges::find(listed, entry, &Platform::name);
    if (found == listed.end()) {
      throw InputError(
          fmt::format("--platform {}: {} has none of that name", entry, file.string()));
    }
    chosen.push_back(*found);
  }
  if (places.platforms.empty()) chosen = listed;
  if (chosen.empty()) throw InputError("there is no registry of platforms here: give --platform");
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (chosen[i].name == chosen[j].name) {
        throw InputError(fmt::format("--platform {}: given twice", chosen[i].name));
      }
    }
  }
  return chosen;
}

std::vector<std::string> interop_relay(const InteropPlaces& places,
                                       std::optional<RelayPlace>& running) {
  if (!places.relay_url.empty()) {
    if (places.ca.empty() || places.codes.empty()) {
      throw InputError("--relay needs --ca and --codes");
    }
    running = parse_relay_url(places.relay_url);
    running->ca_file = places.ca;
    running->codes_file = places.codes;
    return {};
  }
  if (!places.relay_program.empty()) return split_command(places.relay_program);
  const fs::path built = program_directory().parent_path() / "reference-server/server/smx-relay";
  if (fs::exists(built)) return {built.string()};
  const fs::path beside = program_directory() / "smx-relay";
  return {fs::exists(beside) ? beside.string() : "smx-relay"};
}

void add_interop_gate(CLI::App& group, Action& action) {
  CLI::App* gate = group.add_subcommand(
      "gate", "Every ordered pair of platforms through a relay, and no plaintext in it");
  const auto arguments = std::make_shared<GateArguments>();
  add_interop_places(*gate, arguments->places);
  gate->add_option("--control", arguments->control,
                   "A relay that was built to leak (smx-relay-leaky): the search has to find it")
      ->type_name("CMD");
  gate->add_option("--scenario", arguments->scenarios, "Only this scenario; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  gate->add_option("--seed", arguments->seed,
                   "Canaries, people and orders of delivery follow from it (default: a new one)")
      ->type_name("TEXT");
  gate->add_option("--burst", arguments->burst, "Frames in a row")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100'000}))
      ->capture_default_str();
  gate->add_option("--canaries", arguments->canaries, "In each message, of 32 bytes each")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100}))
      ->capture_default_str();
  gate->add_option("--timeout", arguments->timeout_ms, "For one reply of a driver, in milliseconds")
      ->type_name("MS")
      ->check(CLI::Range(std::size_t{1}, std::size_t{3'600'000}))
      ->capture_default_str();
  gate->add_option("--slow", arguments->slow, "Multiply the timeout, for slow machines")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1000}))
      ->capture_default_str();
  gate->add_flag("--json", arguments->json, "Write the JSON report to standard output");
  gate->add_option("--report-dir", arguments->report_dir,
                   "Write report.json, report.html, junit.xml and the relay's output into this "
                   "directory")
      ->type_name("DIR");
  gate->footer(footer());
  gate->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return run_gate_command(*arguments); });
  });
}

}  // namespace smx::cli
