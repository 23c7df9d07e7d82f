#include "vectors_export_seeds.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "conformance_common.h"
#include "generator/seeds.h"
#include "runner/vector_set.h"

namespace smx::cli {
namespace {

constexpr const char* kExportSeedsFooter =
    "driver: script/ holds one file for each case: the request lines that a driver is asked.\n"
    "raw:    smx1/, dr_frame/ and bundle/ hold every distinct envelope, frame and bundle of the\n"
    "        cases, for the fuzz targets of their decoders.\n"
    "A file is named by its case id, with + for /. seeds.json says how many there are. The "
    "formats\n"
    "are described in conformance/fuzz-seeds.md.\n"
    "\n"
    "Exit status:\n"
    "  0  the seeds were written\n"
    "  2  bad usage, vectors that cannot be read, or a directory that is not empty\n"
    "\n"
    "Examples:\n"
    "  smx vectors export-seeds seeds\n"
    "  smx vectors export-seeds seeds --format raw";

struct SeedArguments {
  std::string directory;
  std::string vectors;
  std::string format;
};

int export_command(const SeedArguments& arguments) {
  const conformance::VectorSet set =
      conformance::read_vector_set(vectors_directory(arguments.vectors));
  std::vector<vectors::SeedFormat> formats;
  if (arguments.format != "raw") formats.push_back(vectors::SeedFormat::kDriver);
  if (arguments.format != "driver") formats.push_back(vectors::SeedFormat::kRaw);
  const auto counts = vectors::export_seeds(set, formats, arguments.directory);
  fmt::print("{} cases\n", set.case_count());
  for (const auto& [target, count] : counts) fmt::print("{:>6} {}\n", count, target);
  return 0;
}

}  // namespace

void add_vectors_export_seeds(CLI::App& group, Action& action) {
  CLI::App* command =
      group.add_subcommand("export-seeds", "Write every case as a seed for fuzzers");
  const auto arguments = std::make_shared<SeedArguments>();
  command->add_option("directory", arguments->directory, "Directory to write to, new or empty")
      ->type_name("DIR")
      ->required();
  command->add_option("--vectors", arguments->vectors, "Directory of vector files")
      ->type_name("DIR");
  command->add_option("--format", arguments->format, "driver or raw; both if not given")
      ->check(CLI::IsMember({"driver", "raw"}));
  command->footer(kExportSeedsFooter);
  command->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return export_command(*arguments); });
  });
}

}  // namespace smx::cli
