// A picture of the verdict for a page that links to the report.
#pragma once

#include <string>

#include "json_report.h"

namespace smx::conformance {

/// SVG that loads nothing: "SMX conformance: 961/961", green, red, or grey when nothing or only a
/// part was run. With title and description for those who cannot see it.
std::string badge_svg(const ReportDocument& document);

}  // namespace smx::conformance
