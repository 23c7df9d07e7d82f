#include "conformance_clauses.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "conformance_common.h"
#include "report/clause_table.h"
#include "runner/vector_set.h"
#include "terminal.h"

namespace smx::cli {
namespace {

using namespace conformance;

constexpr const char* kClausesFooter =
    "The clauses, the native tests and the planted bugs are those of the source tree that this "
    "program\n"
    "was built from; the cases are those of the vectors. ci/checks/clauses.py judges by the same "
    "table.\n"
    "\n"
    "Exit status:\n"
    "  0  every clause that says MUST is cited by a case or a native test\n"
    "  1  one is not\n"
    "  2  bad usage, or no vectors\n"
    "\n"
    "Examples:\n"
    "  smx conformance clauses\n"
    "  smx conformance clauses --uncovered --json";

struct ClausesArguments {
  std::string vectors;
  bool uncovered = false;
  bool json = false;
};

std::string json_text(const std::vector<ClauseRow>& rows) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const ClauseRow& row : rows) {
    json.push_back({{"id", row.id},
                    {"page", row.page},
                    {"binds", row.binds},
                    {"summary", row.summary},
                    {"positive", row.positive},
                    {"negative", row.negative},
                    {"bugs", row.bugs},
                    {"tests", row.tests}});
  }
  return json.dump(2) + "\n";
}

std::string table_text(const std::vector<ClauseRow>& rows) {
  std::string text = fmt::format("{:<10} {:<5} {:>8} {:>8} {:>6} {:>6}  says\n", "clause", "binds",
                                 "positive", "negative", "bugs", "tests");
  for (const ClauseRow& row : rows) {
    const std::string bugs =
        row.bugs.empty() && row.binds ? std::string("no bug") : fmt::format("{}", row.bugs.size());
    text +=
        fmt::format("{:<10} {:<5} {:>8} {:>8} {:>6} {:>6}  {}{}\n", row.id, row.binds ? "MUST" : "",
                    row.positive.size(), row.negative.size(), bugs, row.tests.size(),
                    row.uncovered() ? "UNCOVERED: " : "", row.summary.substr(0, 60));
  }
  return text;
}

int clauses_command(const ClausesArguments& arguments) {
  const VectorSet set = read_vector_set(vectors_directory(arguments.vectors));
  const std::vector<ClauseRow> rows = clause_table(set.files);
  const auto bare = std::ranges::count_if(rows, &ClauseRow::uncovered);
  const auto binding = std::ranges::count_if(rows, &ClauseRow::binds);
  std::vector<ClauseRow> shown;
  for (const ClauseRow& row : rows) {
    if (!arguments.uncovered || row.uncovered()) shown.push_back(row);
  }
  if (arguments.json) {
    print(json_text(shown));
  } else {
    if (!shown.empty()) print(table_text(shown));
    print(
        fmt::format("{} clauses, {} say MUST, {} of those are cited by neither a case nor a test\n",
                    rows.size(), binding, bare));
  }
  return bare == 0 ? 0 : 1;
}

}  // namespace

void add_conformance_clauses(CLI::App& group, Action& action) {
  CLI::App* clauses = group.add_subcommand(
      "clauses", "Show which cases, planted bugs and tests hold each clause of the specification");
  const auto arguments = std::make_shared<ClausesArguments>();
  clauses->add_option("--vectors", arguments->vectors, "Directory of vector files")
      ->type_name("DIR");
  clauses->add_flag("--uncovered", arguments->uncovered,
                    "Only the clauses that say MUST and that nothing cites");
  clauses->add_flag("--json", arguments->json, "As JSON, with all ids and names");
  clauses->footer(kClausesFooter);
  clauses->callback([arguments, &action] {
    action.run = conformance_action([arguments] { return clauses_command(*arguments); });
  });
}

}  // namespace smx::cli
