// What each operation is, for someone who is about to write it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace smx::conformance {

/// All operations of the driver protocol in its order, without the four that every driver has.
const std::vector<std::string>& operations_in_order();
/// True for hello, case.begin, case.end and bye.
bool is_framing(std::string_view op);

/// What it needs, in words; empty for an operation that the protocol does not have.
std::string_view op_needs(std::string_view op);

/// The page that defines a clause: "docs/spec/x3dh.md" of "X3DH-04"; empty if none does.
std::string_view page_of_clause(std::string_view clause);

/// "docs/spec/x3dh.md [X3DH-01], docs/spec/smx1.md [SMX1-01]", each page once.
std::string reading(const std::vector<std::string>& clauses);

}  // namespace smx::conformance
