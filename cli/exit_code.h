#pragma once

#include "smx/error.h"

namespace smx::cli {

/// What the process returns, for every command the same (also in `smx --help` and the man page).
enum class ExitCode : int {
  ok = 0,
  /// The operation was refused as the protocol says; the error's name is printed.
  refused = 1,
  /// Bad usage, or input that cannot be read or has the wrong form. Nothing was changed.
  bad_input = 2,
  /// Storage, keys or the machine failed.
  failed = 3,
};

/// The exit code that an error of the core stands for.
[[nodiscard]] ExitCode exit_code_of(Error error) noexcept;

}  // namespace smx::cli
