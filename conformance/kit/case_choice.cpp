#include "case_choice.h"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

#include "runner/judge.h"

namespace smx::conformance {
namespace {

constexpr std::size_t kMostGlobs = 3;

bool asks(const Case& test, const std::string& op) {
  return std::ranges::any_of(test.steps, [&](const Step& step) { return step.op == op; });
}

bool is_of(const Case& test, const std::string& op, CaseKind kind) {
  if (kind == CaseKind::kAccepted) return test.valid && asks(test, op);
  return std::ranges::any_of(
      test.steps, [&](const Step& step) { return step.op == op && !step.expect.accepted; });
}

std::size_t bytes_of(const Case& test) {
  std::size_t bytes = 0;
  for (const Step& step : test.steps) bytes += step.in.dump().size();
  return bytes;
}

/// "hkdf/x25519/basepoint" at depth 2 is "hkdf/x25519/*".
std::string glob_of(const std::string& id, int depth) {
  std::size_t end = 0;
  for (int i = 0; i < depth && end != std::string::npos; ++i) end = id.find('/', end + 1);
  return end == std::string::npos ? id : id.substr(0, end) + "/*";
}

/// The operations that the cases of each glob ask, for the globs in which `op` is asked.
std::map<std::string, std::set<std::string>> needs_by_glob(const std::vector<VectorFile>& files,
                                                           const std::string& op, int depth) {
  std::map<std::string, std::set<std::string>> needs;
  std::set<std::string> with_op;
  for (const VectorFile& file : files) {
    for (const Case& test : file.cases) {
      const std::string glob = glob_of(test.id, depth);
      for (const Step& step : test.steps) needs[glob].insert(step.op);
      if (asks(test, op)) with_op.insert(glob);
    }
  }
  std::erase_if(needs, [&](const auto& entry) { return !with_op.contains(entry.first); });
  return needs;
}

}  // namespace

const Case* smallest_case(const std::vector<VectorFile>& files, const std::string& op,
                          CaseKind kind, const Introduction& introduction) {
  const Case* best = nullptr;
  std::size_t best_bytes = 0;
  for (const VectorFile& file : files) {
    for (const Case& test : file.cases) {
      if (!is_of(test, op, kind) || !missing_feature(test, introduction).empty()) continue;
      if (best != nullptr && test.steps.size() > best->steps.size()) continue;
      const std::size_t bytes = bytes_of(test);
      if (best != nullptr && test.steps.size() == best->steps.size() && bytes >= best_bytes) {
        continue;
      }
      best = &test;
      best_bytes = bytes;
    }
  }
  return best;
}

const Step& step_of(const Case& test, const std::string& op) {
  for (const Step& step : test.steps) {
    if (step.op == op) return step;
  }
  throw std::out_of_range(test.id + " does not ask " + op);
}

Goal goal_of(const std::vector<VectorFile>& files, const std::string& op,
             const std::set<std::string>& known) {
  const auto missing = [&](const std::set<std::string>& needs) {
    std::vector<std::string> names;
    for (const std::string& need : needs) {
      if (need != op && !known.contains(need)) names.push_back(need);
    }
    return names;
  };
  Goal goal;
  // A whole file if it can pass, else the groups that can.
  for (const int depth : {1, 2}) {
    for (const auto& [glob, needs] : needs_by_glob(files, op, depth)) {
      if (missing(needs).empty() && goal.globs.size() < kMostGlobs) goal.globs.push_back(glob);
    }
    if (!goal.globs.empty()) return goal;
  }
  // No group can pass yet: the one that lacks least says what belongs together.
  std::size_t least = 0;
  for (const auto& [glob, needs] : needs_by_glob(files, op, 2)) {
    const std::vector<std::string> lacks = missing(needs);
    if (!goal.globs.empty() && lacks.size() >= least) continue;
    least = lacks.size();
    goal = {{glob}, lacks};
  }
  return goal;
}

}  // namespace smx::conformance
