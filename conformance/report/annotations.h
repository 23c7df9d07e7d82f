// Failures as workflow commands, which GitHub shows at the lines of a pull request.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "json_report.h"

namespace smx::conformance {

/// Where the cases stand: the directory as paths of the repository have it, and the line of each.
struct CasePlaces {
  std::string directory;
  std::map<std::string, std::size_t> lines;
};

/// Looks the cases up in the vector files of `directory`, as far as those are the report's (by
/// their hashes). A directory below the current one is named relative to it.
CasePlaces case_places(const ReportDocument& document, const std::string& directory);

/// One `::error` for each way to fail, the most frequent first, at its first case, and lines for
/// what is wrong with the run itself. GitHub shows only some of each step: that is why not each
/// case has its own.
std::string annotations(const ReportDocument& document, const CasePlaces& places);

}  // namespace smx::conformance
