#include "check.h"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <set>

#include "overlay.h"
#include "runner/input_error.h"
#include "runner/strict_json.h"

namespace smx::mutants {
namespace {

namespace fs = std::filesystem;
using conformance::InputError;
using conformance::read_text_file;

/// Every clause that a page of docs/spec defines: a paragraph that begins with **[DR-12]**.
std::set<std::string> clauses_of(const fs::path& spec) {
  static const std::regex definition(R"(\n\*\*\[([A-Z0-9]+-[0-9]+)\]\*\*)");
  std::set<std::string> clauses;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(spec, error)) {
    if (entry.path().extension() != ".md") continue;
    const std::string text = "\n" + read_text_file(entry.path());
    for (std::sregex_iterator match(text.begin(), text.end(), definition), end; match != end;
         ++match) {
      clauses.insert((*match)[1]);
    }
  }
  if (error) throw InputError(fmt::format("{}: {}", spec.string(), error.message()));
  return clauses;
}

void check_counts(const std::vector<Bug>& bugs, const Wanted& wanted,
                  std::vector<std::string>& problems) {
  if (bugs.size() < wanted.bugs) {
    problems.push_back(fmt::format("{} bugs, at least {} are wanted", bugs.size(), wanted.bugs));
  }
  for (const Family& family : families()) {
    const auto count =
        static_cast<std::size_t>(std::ranges::count(bugs, family.name, &Bug::family));
    if (count >= wanted.per_family) continue;
    problems.push_back(
        fmt::format("{}: {} bugs, at least {} are wanted", family.name, count, wanted.per_family));
  }
  const auto in_cpp = static_cast<std::size_t>(
      std::ranges::count_if(bugs, [](const Bug& bug) { return bug.changes.contains("cpp"); }));
  if (in_cpp < wanted.in_cpp) {
    problems.push_back(fmt::format("cpp: {} bugs, at least {} are wanted", in_cpp, wanted.in_cpp));
  }
}

}  // namespace

std::vector<std::string> check_bugs(const std::vector<Bug>& bugs, const fs::path& source,
                                    const Wanted& wanted) {
  std::vector<std::string> problems;
  check_counts(bugs, wanted, problems);
  const std::set<std::string> clauses = clauses_of(source / "docs" / "spec");
  for (const Bug& bug : bugs) {
    if (!clauses.contains(bug.clause)) {
      problems.push_back(fmt::format("{}: clause: docs/spec has no {}", bug.name, bug.clause));
    }
    for (const auto& [implementation, change] : bug.changes) {
      try {
        planted(read_text_file(sources_of(implementation, source) / change.file), change);
      } catch (const InputError& error) {
        problems.emplace_back(error.what());
      }
    }
  }
  return problems;
}

}  // namespace smx::mutants
