#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx device`: a device of one's own, and real envelopes for other people through files.
void add_device_command(CLI::App& app, Action& action);

}  // namespace smx::cli
