#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <stdexcept>

#include "hex.h"
#include "sha256.h"

namespace smx::conformance {

std::string sha256_hex(std::string_view text) {
  std::array<std::uint8_t, 32> digest{};
  unsigned int length = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available");
  }
  return to_hex(digest);
}

}  // namespace smx::conformance
