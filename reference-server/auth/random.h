#pragma once

#include "relay/random.h"

namespace smx::relay::auth {

/// The system's randomness by way of OpenSSL's generator. Safe to use from one thread at a time.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace smx::relay::auth
