#pragma once

#include "action.h"

namespace CLI {
class App;
}

namespace smx::cli {

/// Adds `smx conformance mutants` to the group `smx conformance`.
void add_conformance_mutants(CLI::App& group, Action& action);

}  // namespace smx::cli
