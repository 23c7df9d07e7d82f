// The report as a short comment for a pull request.
#pragma once

#include <string>

#include "json_report.h"

namespace smx::conformance {

/// The verdict, a table of platforms, and under details that open the files and the ways to fail.
std::string markdown_report(const ReportDocument& document);

/// Text as Markdown: no markup, no mention, nothing invisible, bounded; on one line.
std::string markdown_text(std::string_view text);

}  // namespace smx::conformance
