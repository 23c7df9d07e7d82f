#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx conformance batch write|judge`: platforms that can neither be started nor spoken to.
void add_conformance_batch(CLI::App& group, Action& action);

}  // namespace smx::cli
