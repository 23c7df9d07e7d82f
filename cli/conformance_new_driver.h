#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx conformance new-driver`: a skeleton of a driver in one of the kit's languages.
void add_conformance_new_driver(CLI::App& group, Action& action);

}  // namespace smx::cli
