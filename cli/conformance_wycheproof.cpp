#include "conformance_wycheproof.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "conformance_common.h"
#include "import/import_report.h"
#include "runner/child_guard.h"
#include "runner/command_line.h"
#include "runner/driver_process.h"
#include "runner/input_error.h"
#include "runner/places.h"
#include "runner/runner.h"
#include "runner/terminal.h"
#include "runner/verdict.h"

namespace smx::cli {
namespace {

namespace fs = std::filesystem;
using namespace conformance;

constexpr const char* kWycheproofFooter =
    "DIR is a Wycheproof checkout of yours, or its folder testvectors_v1. Of it the files for\n"
    "X25519, Ed25519, AES-GCM, HKDF-SHA256 and HMAC-SHA256 are run, and all others left alone.\n"
    "Each test is of one class, decided by the clauses of docs/spec and by no driver:\n"
    "  valid, invalid   as Wycheproof says\n"
    "  acceptable       left open by Wycheproof, decided by the clause that is shown\n"
    "  differs          decided by Wycheproof, and otherwise by the clause that is shown\n"
    "  outside_profile  other sizes of key, nonce, tag or output: where the driver protocol can\n"
    "                   ask, they must be refused\n"
    "  unexpected       the driver says otherwise, or no clause decides\n"
    "\n"
    "Exit status:\n"
    "  0  every test is as the profile says, on every platform that was run\n"
    "  1  a test was unexpected, or a driver misbehaved outside the tests\n"
    "  2  bad usage, or files that cannot be read or contradict themselves\n"
    "  3  nothing could be run\n"
    "\n"
    "Examples:\n"
    "  smx conformance wycheproof ~/wycheproof\n"
    "  smx conformance wycheproof ~/wycheproof --driver 'python3 my_driver.py'\n"
    "  smx conformance wycheproof ~/wycheproof --platform cpp --json";

struct WycheproofArguments {
  std::string directory;
  std::string platforms_file;
  std::string bin;
  std::vector<std::string> platform_names;
  std::string driver;
  std::string driver_name = "driver";
  std::size_t show = 10;
  bool allow_unsupported = false;
  bool json = false;
};

std::vector<Platform> platforms_of(const WycheproofArguments& arguments) {
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
    const auto found = std::ranges::find(known, name, &Platform::name);
    if (found == known.end()) {
      throw InputError(fmt::format("--platform {}: {} has none of that name", name, file.string()));
    }
    chosen.push_back(*found);
  }
  return chosen;
}

int wycheproof_command(const WycheproofArguments& arguments) {
  end_children_on_signals();
  const wycheproof::Folder folder = wycheproof::read_folder(arguments.directory);
  wycheproof::ImportPlan import = wycheproof::plan_import(folder);
  RunPlan plan;
  plan.platforms = platforms_of(arguments);
  plan.files = std::move(import.cases);
  ProgressLine line(stderr);
  const RunReport report = run(
      plan, {},
      [](const Platform& platform) { return std::make_unique<DriverProcess>(platform.command); },
      [&line](const std::string& platform, std::size_t done, std::size_t planned,
              const std::string& id) { line.show(platform, done, planned, id); });
  line.clear();
  ExitStatus status =
      exit_status(report, {arguments.allow_unsupported, !arguments.platform_names.empty()});
  if (status == ExitStatus::kPassed && import.unexplained() != 0) status = ExitStatus::kFailed;
  const std::vector<wycheproof::FileTally> files = wycheproof::tally(import, report);
  const wycheproof::ImportReport result{folder, report, files};
  if (arguments.json) {
    fmt::print("{}\n", wycheproof::import_json(result, static_cast<int>(status)).dump(2));
  } else {
    fmt::print("{}", wycheproof::import_text(result, arguments.show));
  }
  return static_cast<int>(status);
}

}  // namespace

void add_conformance_wycheproof(CLI::App& group, Action& action) {
  CLI::App* command = group.add_subcommand(
      "wycheproof", "Judge platforms against the files of a Wycheproof checkout of yours");
  const auto arguments = std::make_shared<WycheproofArguments>();
  command->add_option("directory", arguments->directory, "The checkout, or its testvectors_v1")
      ->type_name("DIR")
      ->required();
  command->add_option("--platforms", arguments->platforms_file, "Registry of platforms (JSON)")
      ->type_name("FILE");
  command
      ->add_option("--bin", arguments->bin,
                   "What ${bin} in the registry stands for (default: beside this program)")
      ->type_name("DIR");
  command
      ->add_option("--platform", arguments->platform_names,
                   "Run this platform of the registry, and fail if it cannot run here; repeatable")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command
      ->add_option("--driver", arguments->driver,
                   "Run this command as the driver; split into words as a shell would, without one")
      ->type_name("CMD");
  command->add_option("--name", arguments->driver_name, "Name of --driver in the report")
      ->type_name("NAME")
      ->capture_default_str();
  command
      ->add_option("--show", arguments->show,
                   "Unexpected tests that are shown of each file and platform")
      ->type_name("N")
      ->capture_default_str();
  command->add_flag("--allow-unsupported", arguments->allow_unsupported,
                    "Tests of operations that hello did not announce do not fail the run");
  command->add_flag("--json", arguments->json, "Write the result as JSON");
  command->footer(kWycheproofFooter);
  command->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return wycheproof_command(*arguments); });
  });
}

}  // namespace smx::cli
