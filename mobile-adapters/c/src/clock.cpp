#include "clock.h"

#include <ctime>

#include "callback.h"

namespace smx::c {
namespace {

class SystemClock : public Clock {
 public:
  Result<std::uint64_t> now() override {
    const std::time_t seconds = std::time(nullptr);
    if (seconds < 0) return fail(Error::clock_failed);
    return static_cast<std::uint64_t>(seconds);
  }
};

class CallbackClock : public Clock {
 public:
  explicit CallbackClock(const smx_clock& clock) noexcept : clock_(clock) {}

  Result<std::uint64_t> now() override {
    std::uint64_t seconds = 0;
    if (call_back(clock_.now, clock_.context, &seconds) != SMX_OK) return fail(Error::clock_failed);
    return seconds;
  }

 private:
  smx_clock clock_;
};

}  // namespace

std::unique_ptr<Clock> make_clock(const smx_clock* clock) {
  if (clock == nullptr) return std::make_unique<SystemClock>();
  return std::make_unique<CallbackClock>(*clock);
}

}  // namespace smx::c
