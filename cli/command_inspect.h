#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx inspect`: takes an envelope, a frame or a bundle apart.
void add_inspect_command(CLI::App& app, Action& action);

}  // namespace smx::cli
