// The parts of dr-v1-interop.json that stand in files of their own.
#pragma once

#include "suite.h"

namespace smx::vectors {

/// Skipped keys: bounds, store, eviction, earlier chains.
void fill_dr_skips(SuiteWriter& out);
/// Duplicates, tampering, the order of checks, keys that come back.
void fill_dr_refusals(SuiteWriter& out);

}  // namespace smx::vectors
