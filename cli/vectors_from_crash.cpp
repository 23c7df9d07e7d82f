#include "vectors_from_crash.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <span>

#include "conformance_common.h"
#include "failure.h"
#include "generator/crash_input.h"
#include "generator/crash_vector.h"
#include "output_file.h"
#include "runner/child_guard.h"
#include "runner/command_line.h"
#include "runner/input_error.h"
#include "runner/places.h"

namespace smx::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFromCrashFooter =
    "Kinds: smx1 and dr_frame are bytes for the parsers, bundle is a bundle in bytes, script is\n"
    "one request of the driver protocol on each line, as export-seeds writes them.\n"
    "What is right is what --driver answers (twice the same), or --expect for the last request.\n"
    "With --against the two have to disagree; the input is made smaller as long as they disagree\n"
    "in the same way. The file is proven before it is written: it loads, --driver passes it and\n"
    "--against does not.\n"
    "\n"
    "Exit status:\n"
    "  0  the vector was written\n"
    "  1  none can be made: the driver fails, answers otherwise the second time, or agrees\n"
    "  2  bad usage, or input that no request can hold\n"
    "\n"
    "Examples:\n"
    "  smx vectors from-crash crash-1f2e --kind smx1 --output mine/crash.json\n"
    "  smx vectors from-crash crash-77aa --kind script --against 'node driver.mjs'\n"
    "  smx vectors from-crash crash-1f2e --kind smx1 --expect reject:malformed\n"
    "  smx conformance run --vectors mine --driver 'node driver.mjs'";

struct CrashArguments {
  std::string file;
  std::string kind;
  std::string driver;
  std::string against;
  std::string expect;
  std::string id;
  std::string output;
  std::string spec;
  std::size_t timeout_ms = 10'000;
  std::size_t budget = 2000;
};

vectors::CrashOptions options_of(const CrashArguments& arguments) {
  const conformance::DefaultPlaces places =
      conformance::default_places(conformance::program_directory());
  vectors::CrashOptions options;
  options.kind = arguments.kind;
  options.bytes = conformance::read_text_file(arguments.file);
  options.source = arguments.file;
  options.id = arguments.id;
  options.expect = arguments.expect;
  options.driver = arguments.driver.empty()
                       ? std::vector<std::string>{(places.bin / "smx-driver-cpp").string()}
                       : conformance::split_command(arguments.driver);
  if (!arguments.against.empty()) options.against = conformance::split_command(arguments.against);
  options.spec =
      arguments.spec.empty() ? places.source / "docs" / "spec" : fs::path(arguments.spec);
  options.file_name =
      arguments.output.empty() ? "from-crash.json" : fs::path(arguments.output).filename().string();
  if (!options.file_name.ends_with(".json")) {
    throw conformance::InputError(fmt::format(
        "--output {}: a vector file is loaded if its name ends in .json", arguments.output));
  }
  options.timeout = std::chrono::milliseconds(arguments.timeout_ms);
  options.budget = arguments.budget;
  return options;
}

void write_vector(const std::string& path, const std::string& text) {
  require_directory_of(path);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  write_new_file({path, path + ".part", 0644}, ByteView(bytes, text.size()));
}

int from_crash_command(const CrashArguments& arguments) {
  conformance::end_children_on_signals();
  vectors::CrashVector made;
  try {
    made = vectors::crash_vector(options_of(arguments));
  } catch (const conformance::InputError&) {
    throw;
  } catch (const std::runtime_error& error) {
    // Also a driver that does not get through its hello.
    throw Failure(ExitCode::refused, error.what());
  }
  if (arguments.output.empty()) {
    fmt::print("{}", made.text);
    return 0;
  }
  write_vector(arguments.output, made.text);
  fmt::print("{}: {} of {} requests, written to {}\n", made.id, made.kept, made.given,
             arguments.output);
  if (made.shrunk) {
    const vectors::Disagreement& found = made.shrunk->disagreement;
    fmt::print("step {} {}: {}, where --against gives {}; {} scripts were tried\n", found.step,
               found.op, found.first, found.second, made.shrunk->plays);
  }
  return 0;
}

}  // namespace

void add_vectors_from_crash(CLI::App& group, Action& action) {
  CLI::App* command = group.add_subcommand(
      "from-crash", "Make a vector file of an input on which an implementation failed");
  const auto arguments = std::make_shared<CrashArguments>();
  command->add_option("file", arguments->file, "The failing input")->type_name("FILE")->required();
  command->add_option("--kind", arguments->kind, "smx1, dr_frame, bundle or script")
      ->required()
      ->check(CLI::IsMember(vectors::crash_kinds()));
  command->add_option("--driver", arguments->driver, "Says what is right (default: smx-driver-cpp)")
      ->type_name("CMD");
  command
      ->add_option("--against", arguments->against,
                   "Fails on the input: make it smaller as long as the two disagree")
      ->type_name("CMD");
  command
      ->add_option("--expect", arguments->expect,
                   "Say what is right of the last request: ok or reject:REASON")
      ->type_name("WHAT");
  command->add_option("--id", arguments->id, "Id of the case (default: from kind and SHA-256)")
      ->type_name("ID");
  command->add_option("--output", arguments->output, "New file (default: standard output)")
      ->type_name("FILE");
  command->add_option("--spec", arguments->spec, "The clause pages (default: docs/spec)")
      ->type_name("DIR");
  command->add_option("--timeout", arguments->timeout_ms, "For one reply, in milliseconds")
      ->type_name("MS")
      ->check(CLI::Range(std::size_t{1}, std::size_t{3'600'000}))
      ->capture_default_str();
  command->add_option("--budget", arguments->budget, "Scripts that are tried to make it smaller")
      ->type_name("N")
      ->capture_default_str();
  command->footer(kFromCrashFooter);
  command->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return from_crash_command(*arguments); });
  });
}

}  // namespace smx::cli
