#pragma once

#include <functional>

#include "exit_code.h"

namespace smx::cli {

/// What the parsed command line asks for. Each command's callback sets it; main runs it once
/// parsing is over, so that every failure passes through one place.
struct Action {
  std::function<ExitCode()> run;
  /// The command uses keys: smx::init has to succeed first.
  bool needs_core = false;
};

}  // namespace smx::cli
