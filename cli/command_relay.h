#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx relay`: a member's device at a relay, and messages through it.
void add_relay_command(CLI::App& app, Action& action);

}  // namespace smx::cli
