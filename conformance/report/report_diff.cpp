#include "report_diff.h"

#include <fmt/format.h>

#include <map>

#include "headline.h"

namespace smx::conformance {
namespace {

using Results = std::map<std::string, const CaseResult*>;

enum class Kind { kPassed, kFailed, kNotRun };

Kind kind_of(const CaseResult& result) {
  switch (result.finding.outcome) {
    case Outcome::kPass:
      return Kind::kPassed;
    case Outcome::kNotRun:
    case Outcome::kUnsupported:
      return Kind::kNotRun;
    default:
      return Kind::kFailed;
  }
}

/// Outcome and place, which make the symptom; values may differ from run to run.
std::string symptom(const CaseResult& result) {
  const Finding& finding = result.finding;
  std::string text(outcome_name(finding.outcome));
  if (finding.outcome == Outcome::kPass) return text;
  if (finding.in_twin) text += " of the twin";
  if (finding.step) text += fmt::format(" at step {}", *finding.step);
  if (finding.divergence) {
    text += " of " + finding.divergence->where;
    if (!finding.divergence->field.empty() &&
        finding.divergence->field != finding.divergence->where) {
      text += " " + finding.divergence->field;
    }
  }
  if (!result.known_issue.empty()) text += " (known)";
  return text;
}

Results results_of(const PlatformResult& platform) {
  Results results;
  for (const FileResult& file : platform.files) {
    for (const CaseResult& result : file.cases) results.emplace(result.id, &result);
  }
  return results;
}

const PlatformResult* platform_named(const RunReport& report, const std::string& name) {
  for (const PlatformResult& platform : report.platforms) {
    if (platform.platform.name == name && platform.not_run.empty()) return &platform;
  }
  return nullptr;
}

void compare_case(const std::string& platform, const CaseResult& before, const CaseResult& after,
                  ReportDiff& diff) {
  const CaseChange change{platform, after.id, symptom(before), symptom(after)};
  if (change.before == change.after) return;
  const Kind was = kind_of(before);
  const Kind is = kind_of(after);
  if (is == Kind::kPassed) {
    diff.newly_passing.push_back(change);
  } else if (is == Kind::kNotRun) {
    diff.not_run.push_back(change);
  } else if (was == Kind::kFailed) {
    diff.other_symptom.push_back(change);
  } else {
    diff.newly_failing.push_back(change);
  }
}

void compare_platforms(const PlatformResult& before, const PlatformResult& after,
                       ReportDiff& diff) {
  const std::string& name = after.platform.name;
  const Results old_results = results_of(before);
  const Results new_results = results_of(after);
  for (const auto& [id, result] : new_results) {
    const auto old_result = old_results.find(id);
    if (old_result != old_results.end()) {
      compare_case(name, *old_result->second, *result, diff);
      continue;
    }
    const CaseChange change{name, id, "", symptom(*result)};
    (kind_of(*result) == Kind::kFailed ? diff.newly_failing : diff.added).push_back(change);
  }
  for (const auto& [id, result] : old_results) {
    if (!new_results.contains(id)) diff.retired.push_back({name, id, symptom(*result), ""});
  }
}

std::string cut(const std::optional<std::string>& hash) {
  return hash ? hash->substr(0, 16) : "none";
}

void note(std::vector<std::string>& notes, std::string_view what, const std::string& before,
          const std::string& after) {
  if (before != after) notes.push_back(fmt::format("{}: {} before, {} now", what, before, after));
}

bool is_partial(const RunReport& report) {
  return report.interrupted || !report.shard.empty() || !report.filters.empty();
}

}  // namespace

bool ReportDiff::empty() const {
  return newly_failing.empty() && newly_passing.empty() && other_symptom.empty() &&
         not_run.empty() && added.empty() && retired.empty() && platforms_added.empty() &&
         platforms_gone.empty() && notes.empty();
}

ReportDiff compare_reports(const ReportDocument& before, const ReportDocument& after) {
  ReportDiff diff;
  for (const PlatformResult& platform : after.run.platforms) {
    if (!platform.not_run.empty()) continue;
    const PlatformResult* old_platform = platform_named(before.run, platform.platform.name);
    if (old_platform == nullptr) {
      diff.platforms_added.push_back(platform.platform.name);
      for (const auto& [id, result] : results_of(platform)) {
        if (kind_of(*result) == Kind::kFailed) {
          diff.newly_failing.push_back({platform.platform.name, id, "", symptom(*result)});
        }
      }
    } else {
      compare_platforms(*old_platform, platform, diff);
    }
  }
  for (const PlatformResult& platform : before.run.platforms) {
    if (platform.not_run.empty() && platform_named(after.run, platform.platform.name) == nullptr) {
      diff.platforms_gone.push_back(platform.platform.name);
    }
  }
  note(diff.notes, "verdict", std::string(status_name(before.status)),
       std::string(status_name(after.status)));
  note(diff.notes, "vector manifest", cut(before.run.manifest_sha256),
       cut(after.run.manifest_sha256));
  note(diff.notes, "runner", before.info.runner_version, after.info.runner_version);
  if (is_partial(before.run)) diff.notes.push_back("the run before was partial");
  if (is_partial(after.run)) diff.notes.push_back("the run now was partial");
  diff.worse = !diff.newly_failing.empty() || !diff.not_run.empty() ||
               !diff.platforms_gone.empty() ||
               (before.status == ExitStatus::kPassed && after.status != ExitStatus::kPassed);
  return diff;
}

}  // namespace smx::conformance
