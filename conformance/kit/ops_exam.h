// Each operation in turn: announced or not, its request faults, its smallest pinned cases.
#pragma once

#include <vector>

#include "framing.h"
#include "runner/vector_set.h"

namespace smx::conformance {

/// One check for each operation of the protocol, in its order.
std::vector<Check> examine_ops(Patient& patient, const Introduction& introduction,
                               const std::vector<VectorFile>& files, const OnCheck& on_check);

/// What only shows over several requests: handles that end with their case, traces, drawn
/// randomness, a digest that stands still. A check for each that the driver's announcement allows.
std::vector<Check> examine_features(Patient& patient, const Introduction& introduction,
                                    const std::vector<VectorFile>& files, const OnCheck& on_check);

}  // namespace smx::conformance
