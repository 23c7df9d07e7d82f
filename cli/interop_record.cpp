#include "interop_record.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>

#include "conformance_common.h"
#include "interop/draws.h"
#include "interop/recording.h"
#include "interop_gate.h"
#include "output_file.h"
#include "runner/input_error.h"
#include "runner/interruption.h"
#include "runner/places.h"
#include "runner/vector_set.h"
#include "smx/bytes.h"

namespace smx::cli {
namespace {

namespace fs = std::filesystem;
using namespace conformance;

constexpr const char* kRecordFooter =
    "Plays every scenario of `smx interop gate` once, the platforms by turns, through a relay "
    "that\n"
    "it starts. It draws every random value itself and injects it, so what the drivers answered "
    "can\n"
    "be asked of every platform again: FILE is a file of vectors (vectors/README.md), made anew "
    "byte\n"
    "for byte by the same seed whichever platforms took part.\n"
    "\n"
    "Exit status: 0 written; 2 bad usage, or a scenario that does not pass; 3 it cannot be "
    "written.\n"
    "\n"
    "Examples:\n"
    "  smx interop record dr-v1-live-result.json --seed first\n"
    "  smx conformance run --vectors my-vectors      # with FILE in my-vectors";

struct RecordArguments {
  std::shared_ptr<InteropPlaces> places = std::make_shared<InteropPlaces>();
  std::string file;
  std::string spec;
  std::string seed;
};

int run_record(const RecordArguments& arguments) {
  interrupt_on_signals();
  require_directory_of(arguments.file);
  interop::RecordingOptions options;
  options.platforms = interop_platforms(*arguments.places);
  std::optional<interop::RelayPlace> running;
  options.relay_command = interop_relay(*arguments.places, running);
  if (running) throw InputError("a recording starts its own relay");
  std::string folder = (fs::temp_directory_path() / "smx-record-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) throw InputError("no temporary folder");
  options.folder = folder;
  options.spec = arguments.spec.empty()
                     ? default_places(program_directory()).source / "docs" / "spec"
                     : fs::path(arguments.spec);
  options.seed = arguments.seed.empty() ? interop::fresh_seed() : arguments.seed;
  options.version = runner_version();
  const std::string text = interop::record(options);
  // What is written can be read: schema, requests, reasons.
  const VectorFile read = vector_file_of(text, interop::kRecordingFile);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  replace_file({arguments.file, arguments.file + ".part", 0644}, ByteView(bytes, text.size()));
  std::size_t steps = 0;
  for (const Case& test : read.cases) steps += test.steps.size();
  fmt::print("{}: {} cases, {} steps, seed {}\n", arguments.file, read.cases.size(), steps,
             options.seed);
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  return 0;
}

}  // namespace

void add_interop_record(CLI::App& group, Action& action) {
  CLI::App* record = group.add_subcommand(
      "record", "A live run whose random values are injected, as a file of vectors");
  const auto arguments = std::make_shared<RecordArguments>();
  record->add_option("file", arguments->file, "Where to write it")->type_name("FILE")->required();
  add_interop_places(*record, arguments->places);
  record->add_option("--seed", arguments->seed, "Every value follows from it (default: a new one)")
      ->type_name("TEXT");
  record->add_option("--spec", arguments->spec, "The specification's pages (docs/spec)")
      ->type_name("DIR");
  record->footer(kRecordFooter);
  record->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return run_record(*arguments); });
  });
}

}  // namespace smx::cli
