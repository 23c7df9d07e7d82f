#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "relay/clock.h"

namespace smx::relay::api {

/// Rate per second and how many may come at once.
struct Rate {
  double per_second = 1;
  double burst = 1;
};

/// A token bucket: full at first, refilled evenly, one token for each thing let through. Counts in
/// thousandths, so that whole rates and milliseconds lose nothing to rounding.
class TokenBucket {
 public:
  TokenBucket(Rate rate, Instant now) : rate_(rate), level_(rate.burst * 1000), at_(now) {}

  /// Takes a token if there is one.
  [[nodiscard]] bool take(Instant now) {
    refill(now);
    if (level_ < 1000) return false;
    level_ -= 1000;
    return true;
  }

  /// Whole seconds, at least one, until the next token; as of the last take().
  [[nodiscard]] std::int64_t retry_after() const {
    const double missing = std::max(0.0, 1000 - level_) / (rate_.per_second * 1000);
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(missing)));
  }

  /// Nothing would be lost by forgetting it.
  [[nodiscard]] bool full(Instant now) {
    refill(now);
    return level_ >= rate_.burst * 1000;
  }

 private:
  void refill(Instant now) {
    // A clock that steps back gives nothing and takes nothing.
    const auto elapsed = std::max<std::int64_t>(0, now.milliseconds - at_.milliseconds);
    at_ = now;
    level_ = std::min(rate_.burst * 1000, level_ + static_cast<double>(elapsed) * rate_.per_second);
  }

  Rate rate_;
  double level_;
  Instant at_;
};

}  // namespace smx::relay::api
