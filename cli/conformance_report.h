#pragma once

#include <CLI/App.hpp>

#include "action.h"

namespace smx::cli {

/// Adds `smx conformance report`, `verify-report`, `sign-report` and `diff-reports`.
void add_conformance_report(CLI::App& group, Action& action);
void add_conformance_verify_report(CLI::App& group, Action& action);
void add_conformance_sign_report(CLI::App& group, Action& action);
void add_conformance_diff_reports(CLI::App& group, Action& action);

}  // namespace smx::cli
