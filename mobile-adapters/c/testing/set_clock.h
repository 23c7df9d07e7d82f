#pragma once

#include <optional>

#include "clock.h"

namespace smx::c {

/// Tells what it was set to; before that no time is known.
class SetClock : public Clock {
 public:
  explicit SetClock(std::optional<std::uint64_t> now) noexcept : now_(now) {}
  Result<std::uint64_t> now() override {
    if (!now_) return fail(Error::clock_failed);
    return *now_;
  }

 private:
  std::optional<std::uint64_t> now_;
};

}  // namespace smx::c
