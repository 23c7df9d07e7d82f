#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "hmac.h"

namespace driver {

Bytes hmac_sha256(const Bytes& key, const Bytes& message) {
  // The library wants an address even for a key of no bytes.
  static constexpr std::uint8_t kNone = 0;
  Bytes tag(32);
  unsigned length = 0;
  if (HMAC(EVP_sha256(), key.empty() ? &kNone : key.data(), static_cast<int>(key.size()),
           message.data(), message.size(), tag.data(), &length) == nullptr) {
    throw std::runtime_error("HMAC failed");
  }
  return tag;
}

}  // namespace driver
