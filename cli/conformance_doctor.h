#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx conformance doctor`: walks a driver and says what to do next.
void add_conformance_doctor(CLI::App& group, Action& action);

}  // namespace smx::cli
