#include "gate_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace smx::mutants {
namespace {

using Ordered = nlohmann::ordered_json;

constexpr std::size_t kColumns = 6;
using Row = std::array<std::string, kColumns>;

/// The last column is as long as it is.
std::string aligned(const std::vector<Row>& rows) {
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i + 1 < kColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i + 1 < kColumns; ++i)
      line += fmt::format("{:<{}}  ", row[i], widths[i]);
    line += row[kColumns - 1];
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

Row row_of(const BugResult& result, const std::string& implementation, const Trial& trial) {
  Row row = {result.bug.name, result.bug.clause, implementation, "", "", ""};
  if (!trial.first) {
    const bool excused = !result.bug.changes.at(implementation).equivalent.empty();
    row[4] = excused ? "equivalent" : "NOT KILLED";
    row[5] = trial.unclear;
    return row;
  }
  row[3] = fmt::to_string(trial.killers.size());
  row[4] = trial.first->case_id + (trial.first->in_twin ? " (its twin)" : "");
  row[5] = fmt::format("step {} {}: {}", trial.first->step, trial.first->op, trial.first->names);
  return row;
}

std::string bugs_text(const Campaign& campaign) {
  std::vector<Row> rows = {{"bug", "clause", "in", "kills", "killed by", "which names"}};
  for (const BugResult& result : campaign.results) {
    for (const auto& [implementation, trial] : result.trials) {
      rows.push_back(row_of(result, implementation, trial));
    }
  }
  return aligned(rows);
}

std::string families_text(const Campaign& campaign) {
  std::string text;
  for (const Family& family : families()) {
    const auto count = std::ranges::count(campaign.results, family.name,
                                          [](const BugResult& item) { return item.bug.family; });
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", family.title, count);
  }
  return text;
}

std::string problems_text(const Gate& gate) {
  std::string text;
  for (const auto& [implementation, fault] : gate.controls) {
    text += fmt::format("the {} driver as it is does not pass, so nothing is proven: {}\n",
                        implementation, fault);
  }
  for (const Survivor& item : gate.survivors) {
    if (item.equivalent.empty()) {
      text += fmt::format("NOT KILLED: {} ({}){}\n", item.bug, item.implementation,
                          item.unclear.empty() ? "" : ", nothing is named: " + item.unclear);
    } else {
      text +=
          fmt::format("equivalent: {} ({}): {}\n", item.bug, item.implementation, item.equivalent);
    }
  }
  for (const std::string& bug : gate.not_equivalent) {
    text += fmt::format("not equivalent, as its description has it, but killed: {}\n", bug);
  }
  for (const auto& [a, b] : gate.same) {
    text += fmt::format("said twice, one clause and one first divergence: {}, {}\n", a, b);
  }
  return text;
}

std::string sole_text(const Gate& gate) {
  std::string text;
  for (const auto& [id, bugs] : gate.sole_killers) {
    std::string names;
    for (const std::string& bug : bugs) names += (names.empty() ? "" : ", ") + bug;
    text += fmt::format("  {}: {}\n", id, names);
  }
  if (text.empty()) return {};
  return "cases that alone kill a bug:\n" + text;
}

std::string rate_text(const BlindTest& blind) {
  const std::size_t of = std::max<std::size_t>(blind.names.size(), 1);
  return fmt::format("{}/{} ({} %)", blind.right(), blind.names.size(), 100 * blind.right() / of);
}

std::string blind_text(const BlindTests& blind) {
  std::string text;
  for (const BlindName& name : blind.table.names) {
    if (name.right()) continue;
    std::string named;
    for (const std::string& bug : name.named) named += (named.empty() ? "" : ", ") + bug;
    text += fmt::format("named wrongly: {} ({}) as {}\n", name.bug, name.implementation,
                        named.empty() ? "nothing" : named);
  }
  for (const auto& [a, b] : blind.table.ambiguous()) {
    text += fmt::format("ambiguous: {}, {}\n", a, b);
  }
  text += fmt::format("named blind: {} right; with the family's cases only {}; ",
                      rate_text(blind.table), rate_text(blind.families));
  text += fmt::format("by what the other language showed {}\n", rate_text(blind.across));
  return text;
}

Ordered blind_counts(const BlindTest& blind) {
  Ordered json = {{"right", blind.right()}, {"of", blind.names.size()}};
  json["ambiguous"] = Ordered::array();
  for (const auto& [a, b] : blind.ambiguous()) json["ambiguous"].push_back({a, b});
  return json;
}

Ordered trial_json(const BugResult& result, const Trial& trial) {
  Ordered json;
  json["killed"] = trial.killed();
  if (!trial.killed()) {
    json["equivalent"] = result.bug.changes.at(trial.implementation).equivalent;
    json["unclear"] = trial.unclear;
    return json;
  }
  json["killers"] = trial.killers;
  json["first"] = {{"case", trial.first->case_id}, {"twin", trial.first->in_twin},
                   {"step", trial.first->step},    {"op", trial.first->op},
                   {"kind", trial.first->kind},    {"where", trial.first->where},
                   {"names", trial.first->names}};
  return json;
}

}  // namespace

std::string gate_text(const Campaign& campaign, const Gate& gate, const BlindTests* blind) {
  std::string text = bugs_text(campaign) + "\n" + sole_text(gate);
  text += problems_text(gate);
  if (blind != nullptr) text += blind_text(*blind);
  text += fmt::format("bugs: {}\n", families_text(campaign));
  text += fmt::format("killed: {}/{}\n", gate.killed, gate.bugs);
  return text;
}

Ordered gate_json(const Campaign& campaign, const Gate& gate, const BlindTests* blind) {
  Ordered json = {{"schema", "smx-mutants-1"}, {"bugs", gate.bugs}, {"killed", gate.killed}};
  json["results"] = Ordered::array();
  for (const BugResult& result : campaign.results) {
    Ordered item = {{"name", result.bug.name},
                    {"clause", result.bug.clause},
                    {"family", result.bug.family},
                    {"description", result.bug.description}};
    for (const auto& [implementation, trial] : result.trials) {
      item["trials"][implementation] = trial_json(result, trial);
    }
    json["results"].push_back(std::move(item));
  }
  json["sole_killers"] = Ordered::object();
  for (const auto& [id, bugs] : gate.sole_killers) json["sole_killers"][id] = bugs;
  json["same"] = Ordered::array();
  for (const auto& [a, b] : gate.same) json["same"].push_back({a, b});
  json["controls"] = gate.controls;
  if (blind != nullptr) {
    json["blind"] = blind_counts(blind->table);
    json["blind"]["families"] = blind_counts(blind->families);
    json["blind"]["across"] = blind_counts(blind->across);
  }
  return json;
}

}  // namespace smx::mutants
