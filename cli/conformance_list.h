#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx conformance list`: the vector files and their cases.
void add_conformance_list(CLI::App& group, Action& action);

}  // namespace smx::cli
