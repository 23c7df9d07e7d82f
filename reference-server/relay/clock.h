#pragma once

#include <chrono>
#include <cstdint>

namespace smx::relay {

/// Milliseconds since 1970 (UTC). What is stored and sent to clients counts whole seconds.
struct Instant {
  std::int64_t milliseconds = 0;

  [[nodiscard]] std::int64_t seconds() const noexcept { return milliseconds / 1000; }
  [[nodiscard]] static Instant of_seconds(std::int64_t seconds) noexcept {
    return {seconds * 1000};
  }
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// The relay has no clock of its own: whoever runs it gives it one.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() = 0;
};

}  // namespace smx::relay
