// The report as one HTML page that needs no network: what people look at.
#pragma once

#include <string>

#include "json_report.h"

namespace smx::conformance {

/// A complete page: style and script are inside, allowed by their hashes, and nothing else may be
/// loaded or sent. Without its script it shows everything and only filters nothing.
std::string html_report(const ReportDocument& document);

}  // namespace smx::conformance
