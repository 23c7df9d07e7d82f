#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// Adds `smx conformance clauses`.
void add_conformance_clauses(CLI::App& group, Action& action);

}  // namespace smx::cli
