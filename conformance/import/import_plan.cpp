#include "import/import_plan.h"

#include <fmt/format.h>

#include <filesystem>

namespace smx::wycheproof {
namespace {

using conformance::Case;
using conformance::VectorFile;

Case case_of(const RuledTest& ruled) {
  Case out;
  out.id = ruled.case_id;
  out.comment = ruled.test.comment;
  out.clauses = {ruled.ruling.clause};
  out.flags = ruled.test.flags;
  out.steps = ruled.ruling.steps;
  for (const conformance::Step& step : out.steps) {
    if (step.expect.accepted) continue;
    out.valid = false;
    out.reason = step.expect.reason;
  }
  return out;
}

}  // namespace

std::size_t ImportPlan::total() const {
  std::size_t total = 0;
  for (const RuledFile& file : files) total += file.tests.size();
  return total;
}

std::size_t ImportPlan::unexplained() const {
  std::size_t count = 0;
  for (const RuledFile& file : files) {
    for (const RuledTest& test : file.tests) {
      count += test.ruling.a_class == Class::kUnexplained ? 1U : 0U;
    }
  }
  return count;
}

ImportPlan plan_import(const Folder& folder) {
  ImportPlan plan;
  for (const File& file : folder.files) {
    RuledFile ruled_file{file.name, file.sha256, {}};
    VectorFile cases;
    cases.name = file.name;
    cases.suite = "wycheproof";
    cases.sha256 = file.sha256;
    const std::string stem = std::filesystem::path(file.name).stem().string();
    for (const Test& test : file.tests) {
      RuledTest ruled{test, ruling_on(file, test), {}};
      if (ruled.ruling.asked()) {
        ruled.case_id = fmt::format("{}/{}", stem, test.id);
        cases.cases.push_back(case_of(ruled));
      }
      ruled_file.tests.push_back(std::move(ruled));
    }
    plan.files.push_back(std::move(ruled_file));
    if (!cases.cases.empty()) plan.cases.push_back(std::move(cases));
  }
  return plan;
}

}  // namespace smx::wycheproof
