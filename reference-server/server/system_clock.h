#pragma once

#include <chrono>

#include "relay/clock.h"

namespace smx::relay::server {

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  Instant now() override {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
  }
};

}  // namespace smx::relay::server
