#pragma once

namespace smx::relay::server {

/// What the process returns, for every command the same (also in `smx-relay --help`).
enum class ExitCode : int {
  ok = 0,
  /// fsck found something wrong.
  faults_found = 1,
  /// Bad usage or settings; nothing was changed.
  bad_settings = 2,
  /// Storage, keys, a socket or the machine failed.
  failed = 3,
};

}  // namespace smx::relay::server
