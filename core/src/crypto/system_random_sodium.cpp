#include <sodium.h>

#include "crypto/system_random.h"

namespace smx {

bool start_system_random() noexcept { return sodium_init() >= 0; }

void system_random(std::span<std::uint8_t> out) noexcept {
  randombytes_buf(out.data(), out.size());
}

}  // namespace smx
