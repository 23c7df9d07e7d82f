#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx conformance wycheproof`: test files of the user's own Wycheproof checkout, through the
/// primitive operations of drivers.
void add_conformance_wycheproof(CLI::App& group, Action& action);

}  // namespace smx::cli
