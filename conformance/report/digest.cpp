#include "digest.h"

#include "runner/sha256.h"

namespace smx::conformance {

// Json keeps its members sorted, and dump() without indentation writes what RFC 8785 asks for as
// long as there is no number with a fraction; the schema of reports allows none.
std::string canonical_json(const Json& value) { return value.dump(); }

std::string report_digest(Json report) {
  report.erase("run");
  report.erase("digest");
  return sha256_hex(canonical_json(report));
}

}  // namespace smx::conformance
