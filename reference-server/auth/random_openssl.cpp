#include <openssl/rand.h>

#include <limits>
#include <stdexcept>

#include "auth/random.h"

namespace smx::relay::auth {

void SystemRandom::fill(std::span<std::uint8_t> out) {
  if (out.size() > std::numeric_limits<int>::max() ||
      RAND_bytes(out.data(), static_cast<int>(out.size())) != 1) {
    throw std::runtime_error("no randomness");
  }
}

}  // namespace smx::relay::auth
