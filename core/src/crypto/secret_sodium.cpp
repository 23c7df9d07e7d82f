#include <sodium.h>

#include "smx/secret.h"

namespace smx {

void secure_wipe(void* data, std::size_t size) noexcept { sodium_memzero(data, size); }

bool equal_in_constant_time(ByteView a, ByteView b) noexcept {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace smx
