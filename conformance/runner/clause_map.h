// Which clause of docs/spec fixes a value, so that a report can say where to read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace smx::conformance {

/// Clause of a trace step's value; empty for a step that the contract does not name.
std::string trace_clause(std::string_view trace_step);
/// What a trace step holds, in words.
std::string trace_meaning(std::string_view trace_step);
/// Clauses behind an operation's outputs.
std::vector<std::string> op_clauses(std::string_view op);
/// Clause of an error name: what it means.
std::string reason_meaning(std::string_view reason);

/// Every clause id that the tables hold, for the check that docs/spec has them all.
std::vector<std::string> all_mapped_clauses();

}  // namespace smx::conformance
