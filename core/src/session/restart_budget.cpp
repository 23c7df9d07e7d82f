#include "session/restart_budget.h"

#include <algorithm>

#include "smx/limits.h"

namespace smx {

Result<RestartRecord> spend_restart(const std::optional<RestartRecord>& previous,
                                    std::uint64_t now) {
  const std::uint64_t since = previous ? now - previous->last : limits::kRestartIntervalReset;
  if (since >= limits::kRestartIntervalReset)
    return RestartRecord{now, limits::kFirstRestartInterval};
  if (since < previous->interval) return fail(Error::restart_limited);
  return RestartRecord{now, std::min(2 * previous->interval, limits::kMaxRestartInterval)};
}

}  // namespace smx
