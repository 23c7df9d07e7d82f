// A made-up document with every outcome in it, as a run would leave it.
#pragma once

#include <string>
#include <string_view>

#include "report/json_report.h"
#include "report_support.h"

namespace smx::conformance::test {

inline ClauseRow clause_row(const std::string& id, bool binds, std::vector<std::string> positive,
                            std::vector<std::string> tests) {
  ClauseRow row;
  row.id = id;
  row.page = "docs/spec/page.md";
  row.binds = binds;
  row.summary = "It MUST be so.";
  row.positive = std::move(positive);
  row.tests = std::move(tests);
  return row;
}

inline Excerpt made_excerpt() {
  Excerpt excerpt;
  excerpt.offset = 16;
  excerpt.want = "000102030405060708090a0b0c0d0e0f10001112";
  excerpt.got = "000102030405060708090a0b0c0d0e0f10ff1112";
  excerpt.want_size = 36;
  excerpt.got_size = 36;
  excerpt.fields = {{0, 32, "F", {}, false}, {32, 4, "DH1", {}, false}};
  return excerpt;
}

inline ReportDocument made_document() {
  ReportDocument document;
  document.status = ExitStatus::kFailed;
  document.run = made_report();
  document.run.manifest_sha256 = std::string(64, 'a');
  document.run.platforms[0].overhead = std::chrono::microseconds(210);
  CaseResult& mismatch = document.run.platforms[0].files[0].cases[1];
  mismatch.finding.divergence->excerpt = made_excerpt();
  mismatch.looks_like = {{"dh-order", "X3DH-04", "DH1 and DH2 swapped."}};
  document.vectors = {{"a-v1.json", std::string(64, 'b'), "a", 1, 2, kAllOutcomes.size()}};
  document.clauses = {clause_row("X3DH-04", true, {"a/pass", "a/mismatch"}, {}),
                      clause_row("DR-01", true, {}, {})};
  Mutation mutation;
  mutation.current = true;
  mutation.bugs = {{"dh-order", "X3DH-04", "DH1 and DH2 swapped.", {"cpp"}, 3},
                   {"survivor", "DR-01", "Nothing sees it.", {"javascript"}, 0}};
  mutation.blind = BlindNaming{1, 2, {{"one", "other"}}};
  document.mutation = mutation;
  document.info = {"1.0", "2026-01-31T12:00:00Z", std::chrono::milliseconds(5), "vectors"};
  return document;
}

/// A document in which `count` cases passed on the platforms named.
inline ReportDocument passed_document(std::size_t count, const std::vector<std::string>& names) {
  ReportDocument document;
  document.status = ExitStatus::kPassed;
  for (const std::string& name : names) {
    PlatformResult platform = passed_report(count).platforms.front();
    platform.platform.name = name;
    document.run.platforms.push_back(platform);
  }
  document.run.manifest_sha256 = std::string(64, 'a');
  document.vectors = {{"a-v1.json", std::string(64, 'b'), "a", 1, 2, count}};
  document.info = {"1.0", "2026-01-31T12:00:00Z", std::chrono::milliseconds(5), "vectors"};
  return document;
}

inline bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace smx::conformance::test
