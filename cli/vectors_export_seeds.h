#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx vectors export-seeds`: every case as a seed for fuzzers.
void add_vectors_export_seeds(CLI::App& group, Action& action);

}  // namespace smx::cli
