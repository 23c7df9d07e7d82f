#include "conformance_list.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "conformance_common.h"
#include "conformance_selection.h"

namespace smx::cli {
namespace {

using namespace conformance;

struct ListArguments {
  std::shared_ptr<Selection> selection = std::make_shared<Selection>();
  bool cases = false;
  bool json = false;
};

int list_command(const Selection& selection, bool cases, bool json) {
  const VectorSet set = read_vectors(selection);
  if (json) {
    nlohmann::ordered_json out = {{"manifest_sha256", nullptr}, {"files", nlohmann::json::array()}};
    if (set.manifest_sha256) out["manifest_sha256"] = *set.manifest_sha256;
    for (const VectorFile& file : set.files) {
      nlohmann::ordered_json ids = nlohmann::json::array();
      for (const Case& test : file.cases) ids.push_back(test.id);
      out["files"].push_back({{"file", file.name},
                              {"suite", file.suite},
                              {"suite_version", file.suite_version},
                              {"sha256", file.sha256},
                              {"cases", std::move(ids)}});
    }
    fmt::print("{}\n", out.dump(2));
    return 0;
  }
  for (const VectorFile& file : set.files) {
    std::size_t negative = 0;
    for (const Case& test : file.cases) negative += test.valid ? 0 : 1;
    fmt::print("{:<24} {:>4} cases, {} of them negative\n", file.name, file.cases.size(), negative);
    for (const Case& test : file.cases) {
      if (cases) fmt::print("  {}  {}\n", test.id, test.comment);
    }
  }
  fmt::print("{} cases in {} files\n", set.case_count(), set.files.size());
  fmt::print("manifest {}\n", set.manifest_sha256.value_or("none: unpinned vectors"));
  return 0;
}

}  // namespace

void add_conformance_list(CLI::App& group, Action& action) {
  CLI::App* list = group.add_subcommand("list", "Show the vector files and their cases");
  const auto arguments = std::make_shared<ListArguments>();
  add_vectors_options(*list, arguments->selection);
  list->add_flag("--cases", arguments->cases, "Every case with its comment");
  list->add_flag("--json", arguments->json, "As JSON, with all case ids");
  list->callback([arguments, &action] {
    action.run = conformance_action([arguments] {
      return list_command(*arguments->selection, arguments->cases, arguments->json);
    });
  });
}

}  // namespace smx::cli
