#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx conformance run`: platforms are judged against the pinned vectors.
void add_conformance_run(CLI::App& group, Action& action);

}  // namespace smx::cli
