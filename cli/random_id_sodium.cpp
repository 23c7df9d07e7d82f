#include <sodium.h>

#include <array>

#include "random_id.h"
#include "text.h"

namespace smx::cli {

std::string random_id() {
  std::array<std::uint8_t, 16> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  return to_hex(bytes);
}

}  // namespace smx::cli
