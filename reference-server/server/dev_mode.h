#pragma once

#include <string>

#include "server/exit_code.h"

namespace smx::relay::server {

struct DevOptions {
  /// Kept at the end; empty: a temporary one, which is removed.
  std::string directory;
  /// 0: a free one.
  unsigned port = 0;
  /// Plain HTTP, for measurements without TLS.
  bool plain = false;
};

/// The relay for development, on this machine alone: its own certificate, keys and directory, codes
/// printed instead of sent, anybody may found an organisation. JSON lines on standard output
/// (ready, then each code), a summary and the operational log on standard error.
ExitCode serve_dev(const DevOptions& options);

}  // namespace smx::relay::server
