#include "conformance_explain.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "conformance_common.h"
#include "runner/explain.h"
#include "runner/input_error.h"
#include "runner/vector_set.h"

namespace smx::cli {
namespace {

using namespace conformance;

int explain_command(const std::string& vectors, const std::string& id) {
  const VectorSet set = read_vector_set(vectors_directory(vectors));
  for (const VectorFile& file : set.files) {
    for (const Case& test : file.cases) {
      if (test.id != id) continue;
      fmt::print("{}", explain(file, test));
      return 0;
    }
  }
  throw InputError(fmt::format("no case has the id {}: see smx conformance list --cases", id));
}

}  // namespace

void add_conformance_explain(CLI::App& group, Action& action) {
  CLI::App* explain = group.add_subcommand(
      "explain", "Teach one case: its clauses, its bytes field by field, what it expects");
  const auto vectors = std::make_shared<std::string>();
  const auto id = std::make_shared<std::string>();
  explain->add_option("id", *id, "Id of the case")->type_name("ID")->required();
  explain->add_option("--vectors", *vectors, "Directory of vector files")->type_name("DIR");
  explain->callback([vectors, id, &action] {
    action.run = conformance_action([vectors, id] { return explain_command(*vectors, *id); });
  });
}

}  // namespace smx::cli
