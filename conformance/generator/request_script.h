// A case as the lines that a driver is asked: the form in which it leaves for a fuzzer and in which
// a failing input comes back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runner/vector_case.h"

namespace smx::vectors {

/// One request without id, op and want_trace.
struct Request {
  std::string op;
  conformance::Json in = conformance::Json::object();

  bool operator==(const Request&) const = default;
};

/// The requests of a case, complete: what earlier steps supply is in them.
std::vector<Request> requests_of(const conformance::Case& test);

/// One line for each request, `id` from 1, members in the byte order of their names, LF after each.
std::string script_text(const std::vector<Request>& requests);

/// Reads a script, or the request lines of one case with what surrounds them (hello, case.begin,
/// case.end, bye), which is dropped, as are id and want_trace. Throws InputError that names the
/// line: no JSON object, a request that the protocol does not know, a second case, no request.
std::vector<Request> read_script(std::string_view text, const std::string& source);

}  // namespace smx::vectors
