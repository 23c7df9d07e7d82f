// Reports that come from a file: strict, since a report is evidence.
#pragma once

#include <filesystem>

#include "json_report.h"
#include "runner/strict_json.h"

namespace smx::conformance {

/// Reads a report's JSON: one value, no member twice, as report.schema.json says. Throws InputError
/// with the path and the member.
Json read_report_json(const std::filesystem::path& path);

/// The report of such a JSON. json_report gives the same bytes back. Throws InputError, with
/// `source`, when the block `run` does not have the platforms and cases of the rest.
ReportDocument report_document(const Json& json, const std::string& source);

}  // namespace smx::conformance
