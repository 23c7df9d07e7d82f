#include "fingerprint_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "runner/sha256.h"

namespace smx::mutants {
namespace {

using conformance::Case;
using conformance::Expectation;
using conformance::Fingerprint;
using conformance::VectorFile;
using Ordered = nlohmann::ordered_json;

constexpr const char* kSchema = "smx-fingerprints-1";

Fingerprint fingerprint_of(const BugResult& result, const std::string& left_out) {
  Fingerprint print{{result.bug.name, result.bug.clause, result.bug.description}, {}};
  for (const auto& [implementation, trial] : result.trials) {
    if (implementation == left_out && result.trials.size() > 1) continue;
    for (const auto& [id, sign] : trial.symptoms.failed) print.signs[id].insert(sign.digits);
  }
  return print;
}

std::string expected_text(const Expectation& expect) {
  return expect.accepted ? expect.outputs.dump() : "reject " + expect.reason;
}

std::string case_text(const Case& test) {
  std::string text = test.id;
  for (const auto& step : test.steps) {
    text += fmt::format("\n{} {} {} {}", step.op, step.in.dump(), expected_text(step.expect),
                        step.state_unchanged);
    if (!step.trace) continue;
    for (const auto& traced : *step.trace)
      text += fmt::format("\n{} {}", traced.step, traced.value);
  }
  if (test.twin) {
    text += fmt::format("\ntwin {} {} {} {}", test.twin->step, test.twin->set.dump(),
                        expected_text(test.twin->expect), test.twin->none.empty());
  }
  return text;
}

/// Cases that alone kill the bug in some implementation.
std::set<std::string> sole_killers_of(const BugResult& result) {
  std::set<std::string> found;
  for (const auto& [implementation, trial] : result.trials) {
    if (trial.killers.size() == 1) found.insert(trial.killers.front());
  }
  return found;
}

Ordered bug_json(const BugResult& result, const std::map<std::string, std::size_t>& numbers) {
  Ordered json;
  json["name"] = result.bug.name;
  json["clause"] = result.bug.clause;
  json["family"] = result.bug.family;
  json["description"] = result.bug.description;
  json["implementations"] = Ordered::array();
  for (const auto& [implementation, trial] : result.trials) {
    json["implementations"].push_back(implementation);
  }
  const Fingerprint print = fingerprint_of(result, {});
  json["kills"] = print.signs.size();
  json["sole"] = sole_killers_of(result);
  for (const auto& [implementation, trial] : result.trials) {
    if (!trial.first) continue;
    json["first"] = {{"case", trial.first->case_id},
                     {"step", trial.first->step},
                     {"op", trial.first->op},
                     {"where", trial.first->where},
                     {"kind", trial.first->kind}};
    break;
  }
  json["signs"] = Ordered::array();
  for (const auto& [id, signs] : print.signs) {
    for (const std::string& sign : signs) {
      json["signs"].push_back(fmt::format("{}:{}", numbers.at(id), sign));
    }
  }
  return json;
}

Ordered blind_json(const BlindTest& blind) {
  Ordered json;
  json["right"] = blind.right();
  json["of"] = blind.names.size();
  json["ambiguous"] = Ordered::array();
  for (const auto& [a, b] : blind.ambiguous()) json["ambiguous"].push_back({a, b});
  return json;
}

}  // namespace

std::vector<Fingerprint> fingerprints_of(const Campaign& campaign) {
  return fingerprints_without(campaign, {});
}

std::vector<Fingerprint> fingerprints_without(const Campaign& campaign,
                                              const std::string& implementation) {
  std::vector<Fingerprint> prints;
  for (const BugResult& result : campaign.results) {
    prints.push_back(fingerprint_of(result, implementation));
  }
  return prints;
}

std::string digest_of_cases(const std::vector<VectorFile>& files) {
  std::string text;
  for (const VectorFile& file : files) {
    for (const Case& test : file.cases) text += case_text(test) + "\n\n";
  }
  return conformance::sha256_hex(text);
}

std::string digest_of_bugs(const std::vector<Bug>& bugs) {
  std::string text;
  for (const Bug& bug : bugs) {
    text += fmt::format("{}\n{}\n{}\n{}\n", bug.name, bug.clause, bug.description, bug.family);
    for (const auto& [implementation, change] : bug.changes) {
      text +=
          fmt::format("{}\n{}\n{}\n{}\n", implementation, change.file, change.find, change.replace);
    }
  }
  return conformance::sha256_hex(text);
}

std::string table_text(const Campaign& campaign, const Court& court, const Gate& gate) {
  std::vector<Bug> bugs;
  for (const BugResult& result : campaign.results) bugs.push_back(result.bug);
  std::set<std::string> used;
  for (const BugResult& result : campaign.results) {
    for (const auto& [implementation, trial] : result.trials) {
      used.insert(trial.killers.begin(), trial.killers.end());
    }
  }
  std::map<std::string, std::size_t> numbers;
  for (const std::string& id : used) numbers.emplace(id, numbers.size());

  const conformance::Fingerprints table(fingerprints_of(campaign));
  Ordered blind = blind_json(blind_test(campaign, table));
  blind["families"] = blind_json(blind_test_of_families(campaign, court, table));
  blind["across"] = blind_json(blind_test_across(campaign));

  std::string text = fmt::format(
      "{{\"schema\": \"{}\",\n\"vectors_sha256\": \"{}\",\n\"bugs_sha256\": \"{}\",\n"
      "\"killed\": {},\n\"blind\": {},\n\"cases\": {},\n\"bugs\": [",
      kSchema, digest_of_cases(court.files), digest_of_bugs(bugs), gate.killed, blind.dump(),
      Ordered(used).dump());
  // One line for each bug: a change of one shows as a change of one line.
  const char* separator = "\n";
  for (const BugResult& result : campaign.results) {
    text += separator + bug_json(result, numbers).dump();
    separator = ",\n";
  }
  return text + "\n]}\n";
}

std::map<std::string, std::string> first_cases(const nlohmann::json& table) {
  std::map<std::string, std::string> cases;
  for (const auto& bug : table.value("bugs", nlohmann::json::array())) {
    if (bug.contains("first")) cases[bug.at("name")] = bug.at("first").at("case");
  }
  return cases;
}

std::string why_stale(const nlohmann::json& table, const std::vector<Bug>& bugs,
                      const std::vector<VectorFile>& files) {
  if (table.value("schema", "") != kSchema) return "it has another schema";
  if (table.value("bugs_sha256", "") != digest_of_bugs(bugs)) {
    return "the descriptions of the bugs have changed since";
  }
  if (table.value("vectors_sha256", "") != digest_of_cases(files)) {
    return "the vectors have changed since";
  }
  return {};
}

}  // namespace smx::mutants
