// The report as JUnit XML, for build servers.
#pragma once

#include <string>

#include "runner/run_report.h"

namespace smx::conformance {

/// One test suite for each platform and file. Times are left out: the same answers give the same
/// bytes. A case that was not run is an error; one that needs an unannounced feature is skipped.
std::string junit_report(const RunReport& report);

/// Text as XML character data: markup is escaped, what XML cannot hold is replaced by '?'.
std::string xml_escaped(const std::string& text);

}  // namespace smx::conformance
