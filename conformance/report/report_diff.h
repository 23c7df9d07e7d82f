// What changed from one run to another.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "json_report.h"

namespace smx::conformance {

/// One case on one platform, in the words of both reports ("mismatch at step 2 of dr.aad").
struct CaseChange {
  std::string platform;
  std::string id;
  std::string before;
  std::string after;
};

struct ReportDiff {
  std::vector<CaseChange> newly_failing;  ///< passed or was not there, and fails now
  std::vector<CaseChange> newly_passing;
  std::vector<CaseChange> other_symptom;  ///< failed and fails, in another way or place
  std::vector<CaseChange> not_run;        ///< was judged, and is not run now
  std::vector<CaseChange> added;          ///< new cases that pass
  std::vector<CaseChange> retired;        ///< cases that the new report does not have
  std::vector<std::string> platforms_added;
  std::vector<std::string> platforms_gone;  ///< absent now, or not run now
  std::vector<std::string> notes;           ///< another manifest, verdict, runner; a partial run

  /// Something fails or is missing that was well: newly failing, not run, a platform gone, or a run
  /// that passed and does not any more.
  bool worse = false;
  bool empty() const;
};

ReportDiff compare_reports(const ReportDocument& before, const ReportDocument& after);

std::string diff_text(const ReportDiff& diff);
std::string diff_markdown(const ReportDiff& diff);
nlohmann::ordered_json diff_json(const ReportDiff& diff);

}  // namespace smx::conformance
