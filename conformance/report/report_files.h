// All reports of a run, into one directory.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "json_report.h"

namespace smx::conformance {

/// The forms that a report can take, by the names of `smx conformance report --format`.
inline const std::vector<std::string> kReportFormats = {"html",  "markdown", "annotations",
                                                        "badge", "junit",    "terminal"};

/// The report in one form. `vectors` is where the vector files of the annotations lie; it may be
/// the one that the report names, or not exist.
std::string rendered(const ReportDocument& document, const std::string& format,
                     const std::string& vectors);

/// Writes report.json, which is `json` as it is, report.html, junit.xml, summary.md,
/// annotations.txt and badge.svg; the directory is made. Each but the first is made from the first
/// alone. Throws InputError when something cannot be written.
void write_report_files(const std::filesystem::path& directory, const std::string& json);

}  // namespace smx::conformance
