#pragma once

#include "smx/error.h"

namespace smx {

struct InitOptions {
  /// OpenSSL's AES-GCM without AES and carry-less multiply instructions looks up secret-dependent
  /// table entries: it is not constant time. Set this only where nobody can time the process.
  bool accept_variable_time_aes = false;
};

/// Prepares the library: checks the CPU, starts libsodium, fetches the algorithms. Call it before
/// anything else; calling it again is harmless and thread-safe.
/// Errors: cpu_unsupported (see InitOptions), random_failed, out_of_memory.
Result<void> init(const InitOptions& options = {});

/// What `init` found. Before a successful `init` everything is false.
struct CpuReport {
  bool initialised = false;
  bool has_aes_instructions = false;
  bool has_carryless_multiply = false;
  /// The accepted fallback is in use.
  bool variable_time_aes = false;
};
[[nodiscard]] CpuReport cpu_report() noexcept;

/// "0.1.0": the library's own version.
[[nodiscard]] const char* version() noexcept;

}  // namespace smx
