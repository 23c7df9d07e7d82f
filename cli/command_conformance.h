#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx conformance run|list|explain`. The exit codes of `run` stand in its help and in
/// conformance/README.md.
void add_conformance_commands(CLI::App& app, Action& action);

}  // namespace smx::cli
