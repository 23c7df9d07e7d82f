// The rules of the conversation that hold for every request: lines, ids, faults of requests.
#pragma once

#include <functional>
#include <vector>

#include "check.h"
#include "patient.h"

namespace smx::conformance {

/// Told of each check as soon as it is done.
using OnCheck = std::function<void(const Check&)>;

/// Puts lines that are right and lines that are wrong, with the operations that every driver has.
/// The driver may have been started again afterwards.
std::vector<Check> examine_framing(Patient& patient, const OnCheck& on_check);

}  // namespace smx::conformance
