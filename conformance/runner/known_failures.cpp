#include "known_failures.h"

#include <fmt/format.h>

#include <cstdio>

#include "input_error.h"
#include "schema.h"

namespace smx::conformance {
namespace {

using std::chrono::year_month_day;

year_month_day date_of(const std::string& text) {
  // The schema has checked the form; here the day must exist.
  const int year = std::stoi(text.substr(0, 4));
  const auto month = static_cast<unsigned>(std::stoi(text.substr(5, 2)));
  const auto day = static_cast<unsigned>(std::stoi(text.substr(8, 2)));
  const year_month_day date{std::chrono::year(year), std::chrono::month(month),
                            std::chrono::day(day)};
  if (!date.ok()) throw InputError(fmt::format("there is no day {}", text));
  return date;
}

KnownFailure from_json(const Json& json) {
  KnownFailure known;
  known.platform = json.at("platform").get<std::string>();
  known.case_id = json.at("case").get<std::string>();
  known.outcome = *outcome_named(json.at("outcome").get<std::string>());
  if (json.contains("step")) known.step = json["step"].get<std::size_t>();
  if (json.contains("where")) known.where = json["where"].get<std::string>();
  if (known.outcome == Outcome::kMismatch && !known.where) {
    throw InputError("a mismatch names its first divergence: \"where\" is missing");
  }
  known.reason = json.at("reason").get<std::string>();
  known.issue = json.at("issue").get<std::string>();
  known.expires = date_of(json.at("expires").get<std::string>());
  return known;
}

CaseResult* find_result(RunReport& report, const KnownFailure& known) {
  for (PlatformResult& platform : report.platforms) {
    if (platform.platform.name != known.platform || !platform.not_run.empty()) continue;
    for (FileResult& file : platform.files) {
      for (CaseResult& result : file.cases) {
        if (result.id == known.case_id) return &result;
      }
    }
  }
  return nullptr;
}

std::string symptom(Outcome outcome, const std::optional<std::size_t>& step,
                    const std::optional<std::string>& where) {
  std::string text(outcome_name(outcome));
  if (step) text += fmt::format(" at step {}", *step);
  if (where) text += " in " + *where;
  return text;
}

/// What is wrong with an entry whose case was run; empty if it failed exactly as accepted.
std::string problem_with(const KnownFailure& known, const Finding& finding, year_month_day today) {
  if (finding.outcome == Outcome::kPass) return "passes: remove the entry";
  std::optional<std::string> where;
  if (finding.divergence) where = finding.divergence->where;
  const std::string got = symptom(finding.outcome, finding.step, where);
  const std::string want = symptom(known.outcome, known.step, known.where);
  if (got != want) return fmt::format("another symptom: accepted {}, got {}", want, got);
  if (today > known.expires) return "the entry has expired";
  return {};
}

}  // namespace

std::vector<KnownFailure> read_known_failures(const std::filesystem::path& path) {
  const Json json = read_json_file(path);
  if (const auto fault = Schema::embedded("known-failures.schema.json").fault(json)) {
    throw InputError(fmt::format("{}: {}", path.string(), *fault));
  }
  std::vector<KnownFailure> entries;
  std::set<std::pair<std::string, std::string>> seen;
  for (const Json& item : json.at("known_failures")) {
    try {
      entries.push_back(from_json(item));
      if (!seen.emplace(entries.back().platform, entries.back().case_id).second) {
        throw InputError("it is listed twice");
      }
    } catch (const InputError& error) {
      throw InputError(fmt::format("{}: {}: {}", path.string(), item.at("case").get<std::string>(),
                                   error.what()));
    }
  }
  return entries;
}

void apply_known_failures(RunReport& report, const std::vector<KnownFailure>& known,
                          const KnownFailureScope& scope, year_month_day today) {
  for (const KnownFailure& entry : known) {
    const auto problem = [&](const std::string& what) {
      report.known_failure_problems.push_back(
          fmt::format("{} {}: {}", entry.platform, entry.case_id, what));
    };
    if (!scope.case_ids.contains(entry.case_id)) {
      problem("no case has this id");
      continue;
    }
    if (!scope.platforms.contains(entry.platform)) {
      problem("no platform of this run or of the registry has this name");
      continue;
    }
    CaseResult* result = find_result(report, entry);
    if (result == nullptr || result->finding.outcome == Outcome::kNotRun) continue;
    const std::string what = problem_with(entry, result->finding, today);
    if (what.empty()) {
      result->known_issue = entry.issue;
    } else {
      problem(what);
    }
  }
}

}  // namespace smx::conformance
