#pragma once

#include "narrator.h"

namespace smx::cli {

/// Runs the demo through the public API and tells every step. Throws Failure (failed) when a step
/// does not go as the specification says.
void tell_demo_story(Narrator& narrator);

}  // namespace smx::cli
