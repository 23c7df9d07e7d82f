#pragma once

#include <atomic>

#include "relay/clock.h"

namespace smx::relay::test {

/// Stands until it is moved, forwards or back. May be moved while an executor reads it.
class ManualClock : public Clock {
 public:
  /// 2026-11-21T00:00:00Z.
  static constexpr std::int64_t kStart = 1'795'219'200;

  Instant now() override { return {milliseconds_}; }

  void advance_seconds(std::int64_t seconds) { milliseconds_ += seconds * 1000; }
  void advance_milliseconds(std::int64_t milliseconds) { milliseconds_ += milliseconds; }
  void set_seconds(std::int64_t seconds) { milliseconds_ = seconds * 1000; }

 private:
  std::atomic<std::int64_t> milliseconds_ = kStart * 1000;
};

}  // namespace smx::relay::test
