#pragma once

#include <cstdint>
#include <optional>

#include "smx/error.h"

namespace smx {

/// The last restart with a peer and how long the next has to wait, in seconds.
struct RestartRecord {
  std::uint64_t last = 0;
  std::uint64_t interval = 0;
  friend bool operator==(const RestartRecord&, const RestartRecord&) = default;
};

/// What a restart at `now` leaves behind. The interval is 3600 s after the first restart, doubles
/// with each up to a day, and starts again after 7 days without one [SES].
/// Errors: restart_limited.
Result<RestartRecord> spend_restart(const std::optional<RestartRecord>& previous,
                                    std::uint64_t now);

}  // namespace smx
