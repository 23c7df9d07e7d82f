#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx interop gate|record`: live platforms exchange messages through a real relay.
void add_interop_commands(CLI::App& app, Action& action);

}  // namespace smx::cli
