// The values of a case that a wrong value may turn out to be.
#pragma once

#include "divergence.h"

namespace smx::conformance {

/// Pinned trace values of the case up to step `index` and the byte strings of that step's request,
/// each under a name that a reader finds in the case.
KnownValues known_values(const Case& test, std::size_t index);

}  // namespace smx::conformance
