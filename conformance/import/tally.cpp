#include "import/tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <tuple>

namespace smx::wycheproof {
namespace {

using conformance::CaseResult;
using conformance::Outcome;
using conformance::PlatformResult;

Row row_of(const Ruling& ruling) {
  return {ruling.a_class, std::string(ruling.verdict()), ruling.clause, ruling.rule, 0, 0};
}

auto order_of(const Row& row) {
  return std::make_tuple(static_cast<int>(row.a_class), row.verdict, row.clause, row.rule);
}

std::vector<Row> rows_of(const RuledFile& file) {
  std::vector<Row> rows;
  for (const RuledTest& test : file.tests) {
    const Row row = row_of(test.ruling);
    auto found = std::ranges::find(rows, order_of(row), order_of);
    if (found == rows.end()) found = rows.insert(rows.end(), row);
    ++found->tests;
    found->asked += test.ruling.asked() ? 1U : 0U;
  }
  std::ranges::sort(rows, {}, order_of);
  return rows;
}

using Results = std::map<std::string, const CaseResult*>;

Results results_of(const PlatformResult& platform) {
  Results results;
  for (const conformance::FileResult& file : platform.files) {
    for (const CaseResult& result : file.cases) results[result.id] = &result;
  }
  return results;
}

void count_one(const RuledTest& test, const std::vector<Row>& rows, const Results& results,
               PlatformTally& out) {
  const auto row = std::ranges::find(rows, order_of(row_of(test.ruling)), order_of);
  std::size_t& as_ruled = out.count.as_ruled.at(static_cast<std::size_t>(row - rows.begin()));
  const auto unexpected = [&](std::string outcome, std::string message) {
    ++out.count.unexpected;
    out.unexpected.push_back({test.test.id, test.test.comment, std::move(outcome),
                              std::move(message), test.ruling.clause});
  };
  if (test.ruling.a_class == Class::kUnexplained) {
    unexpected("unexplained",
               fmt::format("{} there: {}", verdict_name(test.test.verdict), test.ruling.rule));
    return;
  }
  if (!test.ruling.asked()) {
    ++as_ruled;
    return;
  }
  const CaseResult& result = *results.at(test.case_id);
  switch (result.finding.outcome) {
    case Outcome::kPass:
      ++as_ruled;
      return;
    case Outcome::kUnsupported:
      ++out.count.unsupported;
      return;
    case Outcome::kNotRun:
      ++out.count.not_run;
      return;
    default:
      unexpected(std::string(conformance::outcome_name(result.finding.outcome)),
                 fmt::format("{}: {}", result.finding.op, result.finding.message));
  }
}

}  // namespace

std::size_t Count::sum() const {
  return std::accumulate(as_ruled.begin(), as_ruled.end(), std::size_t{0}) + unexpected +
         unsupported + not_run;
}

std::vector<FileTally> tally(const ImportPlan& plan, const conformance::RunReport& report) {
  std::vector<FileTally> tallies;
  for (const RuledFile& file : plan.files) {
    FileTally out{file.name, file.sha256, file.tests.size(), rows_of(file), {}};
    for (const PlatformResult& platform : report.platforms) {
      const Results results = results_of(platform);
      PlatformTally counted;
      counted.count.as_ruled.resize(out.rows.size());
      for (const RuledTest& test : file.tests) count_one(test, out.rows, results, counted);
      if (counted.count.sum() != out.total) {
        throw std::logic_error(fmt::format("{} on {}: {} tests, {} counted", file.name,
                                           platform.platform.name, out.total, counted.count.sum()));
      }
      out.platforms.push_back(std::move(counted));
    }
    tallies.push_back(std::move(out));
  }
  return tallies;
}

}  // namespace smx::wycheproof
