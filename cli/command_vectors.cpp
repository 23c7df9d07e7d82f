#include "command_vectors.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "failure.h"
#include "generator/build.h"
#include "generator/verify.h"
#include "runner/child_guard.h"
#include "runner/command_line.h"
#include "runner/input_error.h"
#include "runner/places.h"
#include "vectors_export_seeds.h"
#include "vectors_from_crash.h"

namespace smx::cli {
namespace {

namespace fs = std::filesystem;
using conformance::InputError;

constexpr const char* kBuildFooter =
    "Every byte comes from labels and from a driver's answers, so that the same driver always\n"
    "gives the same files. A case whose answer is not the declared one fails the build, and\n"
    "nothing is written. A case that changed under its id needs a new suite version and a\n"
    "decision record. What smx interop record made of a live run is not made again: the driver is\n"
    "asked again, has to give every byte, and the file is copied as it is.\n"
    "\n"
    "Exit status:\n"
    "  0  the files were written, and every platform given with --agree gave every pinned byte\n"
    "  1  a case is not as declared, an id rule is broken, or a platform disagrees\n"
    "  2  bad usage, or input that cannot be read\n"
    "\n"
    "Examples:\n"
    "  smx vectors build\n"
    "  smx vectors build --agree javascript='node conformance/drivers/javascript/driver.mjs'\n"
    "  smx vectors build --out new-vectors";

constexpr const char* kVerifyFooter =
    "Held against each other: the files and their hashes in MANIFEST.json, the schemas, ids.lock\n"
    "and retired.json (ids are never reused, moved or renumbered), the clauses and decision\n"
    "records of docs/spec, and the hash of the clause pages. Files that were recorded from a live\n"
    "run are named as such; with --driver they are asked of the driver again.\n"
    "\n"
    "Exit status:\n"
    "  0  everything is as it is pinned\n"
    "  1  something is not: a line for each\n"
    "  2  bad usage, or a directory that cannot be read\n"
    "\n"
    "Examples:\n"
    "  smx vectors verify\n"
    "  smx vectors verify --driver build/gcc/conformance/drivers/cpp/smx-driver-cpp";

struct VectorsArguments {
  std::string directory;
  std::string spec;
  std::string recorded;
  std::string driver;
  std::string driver_name = "cpp";
  std::vector<std::string> agree;
  std::string since = "HEAD";
};

fs::path or_default(const std::string& given, const fs::path& otherwise) {
  return given.empty() ? otherwise : fs::path(given);
}

conformance::DefaultPlaces places() {
  return conformance::default_places(conformance::program_directory());
}

/// NAME=COMMAND of --agree.
vectors::NamedDriver named_driver(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw InputError(fmt::format("--agree {}: not of the form NAME=COMMAND", text));
  }
  return {text.substr(0, equals), conformance::split_command(text.substr(equals + 1))};
}

ExitCode build_command(const VectorsArguments& arguments) {
  conformance::end_children_on_signals();
  const conformance::DefaultPlaces defaults = places();
  vectors::BuildOptions options;
  options.driver.name = arguments.driver_name;
  options.driver.command =
      arguments.driver.empty()
          ? std::vector<std::string>{(defaults.bin / "smx-driver-cpp").string()}
          : conformance::split_command(arguments.driver);
  options.out = or_default(arguments.directory, defaults.vectors);
  options.recorded = or_default(arguments.recorded, defaults.vectors);
  options.spec = or_default(arguments.spec, defaults.source / "docs" / "spec");
  for (const std::string& text : arguments.agree) options.agree.push_back(named_driver(text));
  const vectors::BuildReport report = vectors::build(options);
  for (const std::string& line : report.disagreements) fmt::print("{}\n", line);
  fmt::print("{} cases in {} files, written to {}\n", report.cases, report.files,
             options.out.string());
  return report.disagreements.empty() ? ExitCode::ok : ExitCode::refused;
}

ExitCode verify_command(const VectorsArguments& arguments) {
  conformance::end_children_on_signals();
  const conformance::DefaultPlaces defaults = places();
  vectors::VerifyOptions options;
  options.directory = or_default(arguments.directory, defaults.vectors);
  options.spec = or_default(arguments.spec, defaults.source / "docs" / "spec");
  options.since = arguments.since;
  if (!arguments.driver.empty()) options.driver = conformance::split_command(arguments.driver);
  const std::vector<std::string> faults = vectors::verify(options);
  for (const std::string& fault : faults) fmt::print("{}\n", fault);
  if (!faults.empty()) return ExitCode::refused;
  for (const std::string& note : vectors::recorded_notes(options)) fmt::print("{}\n", note);
  fmt::print("{}: everything is as it is pinned\n", options.directory.string());
  return ExitCode::ok;
}

std::function<ExitCode()> action_of(ExitCode (*command)(const VectorsArguments&),
                                    std::shared_ptr<VectorsArguments> arguments) {
  return [command, arguments = std::move(arguments)] {
    try {
      return command(*arguments);
    } catch (const InputError& error) {
      throw Failure(ExitCode::bad_input, error.what());
    } catch (const std::runtime_error& error) {
      // One line for each case that is not as declared.
      fmt::print("{}\n", error.what());
      return ExitCode::refused;
    }
  };
}

void add_build(CLI::App& group, Action& action) {
  CLI::App* build = group.add_subcommand(
      "build", "Make every pinned file again, byte for byte, by asking a driver");
  const auto arguments = std::make_shared<VectorsArguments>();
  build->add_option("--driver", arguments->driver, "Gives the bytes (default: smx-driver-cpp)")
      ->type_name("CMD");
  build->add_option("--name", arguments->driver_name, "Platform of --driver, for agreed_by")
      ->type_name("NAME")
      ->capture_default_str();
  build
      ->add_option("--agree", arguments->agree,
                   "Also run all cases on this platform, and list it in agreed_by; repeatable")
      ->type_name("NAME=CMD")
      ->allow_extra_args(false);
  build->add_option("--out", arguments->directory, "Directory of the files (default: the tree's)")
      ->type_name("DIR");
  build
      ->add_option("--recorded", arguments->recorded,
                   "Directory of the recorded file that is copied (default: the tree's)")
      ->type_name("DIR");
  build->add_option("--spec", arguments->spec, "The clause pages (default: docs/spec)")
      ->type_name("DIR");
  build->footer(kBuildFooter);
  build->callback([arguments, &action] { action.run = action_of(build_command, arguments); });
}

void add_verify(CLI::App& group, Action& action) {
  CLI::App* verify =
      group.add_subcommand("verify", "Hold the pinned files against their pins and the spec");
  const auto arguments = std::make_shared<VectorsArguments>();
  verify->add_option("directory", arguments->directory, "Directory of the files")->type_name("DIR");
  verify
      ->add_option("--driver", arguments->driver,
                   "Make the files again through this driver, in memory, and compare")
      ->type_name("CMD");
  verify->add_option("--spec", arguments->spec, "The clause pages (default: docs/spec)")
      ->type_name("DIR");
  verify
      ->add_option("--since", arguments->since, "Revision since which ids.lock may only have grown")
      ->type_name("REV")
      ->capture_default_str();
  verify->footer(kVerifyFooter);
  verify->callback([arguments, &action] { action.run = action_of(verify_command, arguments); });
}

}  // namespace

void add_vectors_commands(CLI::App& app, Action& action) {
  CLI::App* group =
      app.add_subcommand("vectors", "Make and verify the pinned vectors; to fuzzers and back");
  group->require_subcommand(1);
  add_build(*group, action);
  add_verify(*group, action);
  add_vectors_export_seeds(*group, action);
  add_vectors_from_crash(*group, action);
}

}  // namespace smx::cli
