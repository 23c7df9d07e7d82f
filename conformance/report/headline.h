// What a report comes to, in one line: the same words in the page, the summary and the badge.
#pragma once

#include <string>
#include <vector>

#include "json_report.h"

namespace smx::conformance {

struct Headline {
  enum class Tone { kGood, kBad, kNone };
  Tone tone = Tone::kNone;
  std::string word;                   ///< "Passed", "Failed", "Nothing was run"
  std::string line;                   ///< "961 of 961 cases passed on each of 3 platforms"
  std::string score;                  ///< "961/961", that of the platform with the lowest
  std::vector<std::string> cautions;  ///< partial, platforms that did not run, problems
};

Headline headline_of(const ReportDocument& document);

/// Cases that neither passed nor are accepted as known failures.
std::size_t failed_cases(const PlatformResult& platform);

}  // namespace smx::conformance
