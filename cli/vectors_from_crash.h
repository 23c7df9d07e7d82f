#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx vectors from-crash`: a failing input as a vector file.
void add_vectors_from_crash(CLI::App& group, Action& action);

}  // namespace smx::cli
