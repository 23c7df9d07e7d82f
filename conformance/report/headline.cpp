#include "headline.h"

#include <fmt/format.h>

#include <algorithm>

namespace smx::conformance {
namespace {

std::vector<const PlatformResult*> platforms_run(const RunReport& report) {
  std::vector<const PlatformResult*> found;
  for (const PlatformResult& platform : report.platforms) {
    if (platform.not_run.empty()) found.push_back(&platform);
  }
  return found;
}

std::size_t passed(const PlatformResult& platform) { return platform.counts().of(Outcome::kPass); }

std::string line_of(const std::vector<const PlatformResult*>& run) {
  if (run.empty()) return "No platform could be run.";
  const PlatformResult& least = **std::ranges::min_element(
      run,
      [](const PlatformResult* a, const PlatformResult* b) { return passed(*a) < passed(*b); });
  const bool same = std::ranges::all_of(run, [&](const PlatformResult* platform) {
    return passed(*platform) == passed(least) && platform->planned() == least.planned();
  });
  const std::string count = fmt::format("{} of {} cases passed", passed(least), least.planned());
  if (run.size() == 1) return fmt::format("{} on {}", count, run.front()->platform.name);
  if (same) return fmt::format("{} on each of {} platforms", count, run.size());
  std::string line;
  for (const PlatformResult* platform : run) {
    line += fmt::format("{}{} {}/{}", line.empty() ? "" : ", ", platform->platform.name,
                        passed(*platform), platform->planned());
  }
  return line;
}

std::vector<std::string> cautions_of(const RunReport& report) {
  std::vector<std::string> lines;
  if (report.interrupted) {
    lines.push_back("Partial: the run was interrupted; what had not begun is not run.");
  }
  if (!report.shard.empty()) {
    lines.push_back(fmt::format("Partial: only part {} of the cases.", report.shard));
  }
  for (const std::string& filter : report.filters) {
    lines.push_back(fmt::format("Partial: only cases that match {}", filter));
  }
  if (!report.manifest_sha256) lines.push_back("The vectors are not pinned by a manifest.");
  for (const PlatformResult& platform : report.platforms) {
    if (!platform.not_run.empty()) {
      lines.push_back(fmt::format("{} was not run: {}", platform.platform.name, platform.not_run));
    }
    if (platform.known_failures() > 0) {
      lines.push_back(fmt::format("{}: known failures, accepted for a time: {}",
                                  platform.platform.name, platform.known_failures()));
    }
  }
  return lines;
}

}  // namespace

std::size_t failed_cases(const PlatformResult& platform) {
  std::size_t failed = 0;
  for (const FileResult& file : platform.files) {
    for (const CaseResult& result : file.cases) {
      const Outcome outcome = result.finding.outcome;
      const bool counts = outcome != Outcome::kPass && outcome != Outcome::kNotRun;
      failed += counts && result.known_issue.empty() ? 1U : 0U;
    }
  }
  return failed;
}

Headline headline_of(const ReportDocument& document) {
  const std::vector<const PlatformResult*> run = platforms_run(document.run);
  Headline headline;
  headline.line = line_of(run);
  headline.cautions = cautions_of(document.run);
  const bool partial =
      document.run.interrupted || !document.run.shard.empty() || !document.run.filters.empty();
  switch (document.status) {
    case ExitStatus::kPassed:
      headline.word = partial ? "Passed, in part" : "Passed";
      headline.tone = partial ? Headline::Tone::kNone : Headline::Tone::kGood;
      break;
    case ExitStatus::kFailed:
      headline.word = "Failed";
      headline.tone = Headline::Tone::kBad;
      break;
    default:
      headline.word = "Nothing was run";
  }
  if (run.empty()) {
    headline.score = "not run";
    return headline;
  }
  const PlatformResult& least = **std::ranges::min_element(
      run,
      [](const PlatformResult* a, const PlatformResult* b) { return passed(*a) < passed(*b); });
  headline.score = fmt::format("{}/{}", passed(least), least.planned());
  return headline;
}

}  // namespace smx::conformance
