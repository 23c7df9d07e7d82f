#pragma once

#include <cstdint>
#include <memory>

#include "smx.h"
#include "smx/error.h"

namespace smx::c {

/// Where a device's time comes from.
class Clock {
 public:
  virtual ~Clock() = default;
  /// Seconds since 1970. Errors: clock_failed.
  virtual Result<std::uint64_t> now() = 0;
};

/// The application's clock, or without one the system's. The table is one that was checked.
[[nodiscard]] std::unique_ptr<Clock> make_clock(const smx_clock* clock);

}  // namespace smx::c
