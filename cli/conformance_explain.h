#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// `smx conformance explain`: one case, field by field.
void add_conformance_explain(CLI::App& group, Action& action);

}  // namespace smx::cli
