#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx completions`: scripts that complete the commands of `app`, as they are when this runs.
void add_completions_command(CLI::App& app, Action& action);

}  // namespace smx::cli
