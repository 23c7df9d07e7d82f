#pragma once

#include "action.h"

namespace CLI {
class App;
}

namespace smx::cli {

/// Adds `smx audit verify`.
void add_audit_command(CLI::App& app, Action& action);

}  // namespace smx::cli
