#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx interop record FILE`: a live run as a file of vectors.
void add_interop_record(CLI::App& group, Action& action);

}  // namespace smx::cli
