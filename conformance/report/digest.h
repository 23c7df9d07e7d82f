// The digest of a report: two runs of the same thing give the same one.
#pragma once

#include <string>

#include "runner/strict_json.h"

namespace smx::conformance {

/// RFC 8785 (JCS) of a value whose numbers are integers and whose member names are ASCII: members
/// in the order of their names, no white space, the fewest escapes. UTF-8.
std::string canonical_json(const Json& value);

/// Lower-case hex of the SHA-256 of canonical_json of the report without its members `run` and
/// `digest`.
std::string report_digest(Json report);

}  // namespace smx::conformance
