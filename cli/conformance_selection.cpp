#include "conformance_selection.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>

#include "conformance_common.h"
#include "runner/input_error.h"
#include "runner/selection.h"

namespace smx::cli {

using namespace conformance;

void add_vectors_options(CLI::App& command, const std::shared_ptr<Selection>& selection) {
  command.add_option("--vectors", selection->vectors, "Directory of vector files")
      ->type_name("DIR");
  command
      .add_option("--require-manifest", selection->require_manifest,
                  "Refuse vectors whose MANIFEST.json has another SHA-256, before anything is run")
      ->type_name("SHA256");
}

void add_selection_options(CLI::App& command, const std::shared_ptr<Selection>& selection) {
  add_vectors_options(command, selection);
  command
      .add_option("--filter", selection->filters,
                  "Only cases whose id matches, '*' for any text; repeatable")
      ->type_name("GLOB")
      ->allow_extra_args(false);
  command
      .add_option("--shard", selection->shard,
                  "Only part I of N, by a hash of the case id: N machines share the cases")
      ->type_name("I/N");
}

VectorSet read_vectors(const Selection& selection) {
  std::optional<std::string> required;
  if (!selection.require_manifest.empty()) required = selection.require_manifest;
  return read_vector_set(vectors_directory(selection.vectors), required);
}

Chosen choose(const Selection& selection) {
  const Shard shard = selection.shard.empty() ? Shard{} : parse_shard(selection.shard);
  VectorSet set = read_vectors(selection);
  Chosen chosen;
  for (const VectorFile& file : set.files) {
    for (const Case& test : file.cases) chosen.all_ids.insert(test.id);
  }
  chosen.clauses = clause_table(set.files);
  RunPlan& plan = chosen.plan;
  plan.manifest_sha256 = set.manifest_sha256;
  plan.filters = selection.filters;
  plan.files = chosen_files(std::move(set.files), selection.filters);
  if (plan.files.empty()) throw InputError("--filter: no case has such an id");
  if (shard.count == 1) return chosen;
  plan.shard = shard.text();
  plan.files = shard_of(std::move(plan.files), shard);
  if (plan.files.empty()) {
    throw InputError(fmt::format("--shard {}: none of the chosen cases is in it", plan.shard));
  }
  return chosen;
}

}  // namespace smx::cli
