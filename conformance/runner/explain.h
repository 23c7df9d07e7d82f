// A case in words: what is asked, what the bytes are, what must come back, and where to read.
#pragma once

#include <string>

#include "vector_set.h"

namespace smx::conformance {

/// The whole explanation, many lines.
std::string explain(const VectorFile& file, const Case& test);

}  // namespace smx::conformance
