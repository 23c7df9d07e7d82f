// The import's result, for people and for machines.
#pragma once

#include <string>
#include <vector>

#include "import/tally.h"

namespace smx::wycheproof {

using OrderedJson = nlohmann::ordered_json;

struct ImportReport {
  const Folder& folder;
  const conformance::RunReport& run;
  const std::vector<FileTally>& files;
};

/// A table for each file, what was not expected (at most `shown` tests of a file and platform), and
/// which files were left alone.
std::string import_text(const ImportReport& report, std::size_t shown);

/// The same and every unexpected test, as JSON; the same bytes in every run with the same files and
/// the same answers.
OrderedJson import_json(const ImportReport& report, int exit_status);

}  // namespace smx::wycheproof
