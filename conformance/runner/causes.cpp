#include "causes.h"

#include <functional>
#include <map>

namespace smx::conformance {
namespace {

/// What two failures must have in common to be told as one. Values differ from case to case; the
/// place of the divergence and its likely reason do not.
std::string likeness(const Finding& finding) {
  std::string key(outcome_name(finding.outcome));
  if (!finding.divergence) return key + '\n' + finding.message;
  const Divergence& divergence = *finding.divergence;
  for (const std::string* part :
       {&divergence.kind, &divergence.where, &divergence.field, &divergence.hint}) {
    key += '\n' + *part;
  }
  // A verdict has no bytes: what was wanted and given is the whole of it.
  if (!divergence.byte) key += '\n' + divergence.want + '\n' + divergence.got;
  return key;
}

}  // namespace

std::vector<Cause> causes(const PlatformResult& platform) {
  std::vector<Cause> found;
  std::map<std::string, std::size_t> places;
  for (const FileResult& file : platform.files) {
    for (const CaseResult& result : file.cases) {
      const Outcome outcome = result.finding.outcome;
      if (outcome == Outcome::kPass || outcome == Outcome::kNotRun) continue;
      if (!result.known_issue.empty()) continue;
      const auto [place, fresh] = places.emplace(likeness(result.finding), found.size());
      if (fresh) found.push_back({&result, 0, {}});
      ++found[place->second].count;
      found[place->second].all.push_back(&result);
    }
  }
  // Equal counts stay in the order in which they were found. (std::stable_sort would do; with
  // clang, libstdc++ 12 warns of its own use of a deprecated buffer there.)
  std::multimap<std::size_t, Cause, std::greater<>> by_count;
  for (const Cause& cause : found) by_count.emplace(cause.count, cause);
  found.clear();
  for (const auto& [count, cause] : by_count) found.push_back(cause);
  return found;
}

}  // namespace smx::conformance
