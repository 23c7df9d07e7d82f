#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx vectors build|verify|export-seeds|from-crash`. Exit codes: 0 done, 1 something is not as it
/// is pinned or declared (a line for each), or no vector can be made, 2 bad usage or input that
/// cannot be read.
void add_vectors_commands(CLI::App& app, Action& action);

}  // namespace smx::cli
