#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx demo`: two devices talk, every step in the specification's terms.
void add_demo_command(CLI::App& app, Action& action);

}  // namespace smx::cli
