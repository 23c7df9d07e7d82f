// A made-up report with every outcome in it.
#pragma once

#include "runner/run_report.h"

namespace smx::conformance::test {

inline CaseResult result(const std::string& id, Outcome outcome) {
  CaseResult made;
  made.id = id;
  made.finding.outcome = outcome;
  if (outcome == Outcome::kPass) return made;
  made.finding.message = "what <happened> & \"why\"";
  made.finding.op = "dr.decrypt";
  made.finding.step = 3;
  if (outcome == Outcome::kMismatch) {
    Divergence divergence;
    divergence.kind = "trace";
    divergence.where = "x3dh.ikm";
    divergence.field = "DH1";
    divergence.byte = 33;
    divergence.field_offset = 32;
    divergence.field_length = 32;
    divergence.want = "00";
    divergence.got = "01";
    divergence.clause = "X3DH-04";
    made.finding.divergence = divergence;
    made.finding.clauses = {"X3DH-04"};
    made.finding.free_text = "words of the driver";
  }
  return made;
}

/// One platform with a case for each outcome, one that could not run.
inline RunReport made_report() {
  RunReport report;
  PlatformResult first;
  first.platform = {"first", {"driver"}, {}};
  FileResult file{"a-v1.json", kAllOutcomes.size(), {}};
  for (const Outcome outcome : kAllOutcomes) {
    file.cases.push_back(result("a/" + std::string(outcome_name(outcome)), outcome));
  }
  first.files = {file};
  first.introduction = Introduction{"name", "1", "c++", "here", {"hello"}, true, true, true};
  first.diagnostics = "not utf-8: \xff";
  PlatformResult second;
  second.platform = {"second", {"absent"}, {}};
  second.not_run = "there is no program absent";
  FileResult none{"a-v1.json", kAllOutcomes.size(), {}};
  for (const Outcome outcome : kAllOutcomes) {
    none.cases.push_back(result("a/" + std::string(outcome_name(outcome)), Outcome::kNotRun));
  }
  second.files = {none};
  report.platforms = {first, second};
  return report;
}

/// One platform on which `count` cases passed.
inline RunReport passed_report(std::size_t count) {
  RunReport report;
  PlatformResult platform;
  platform.platform = {"first", {"driver"}, {}};
  FileResult file{"a-v1.json", count, {}};
  for (std::size_t i = 0; i < count; ++i) {
    file.cases.push_back(result("a/" + std::to_string(i), Outcome::kPass));
  }
  platform.files = {file};
  report.platforms = {platform};
  return report;
}

}  // namespace smx::conformance::test
