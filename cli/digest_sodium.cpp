#include <sodium.h>

#include <array>

#include "digest.h"
#include "text.h"

namespace smx::cli {

std::string sha256_hex(ByteView bytes) {
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), bytes.data(), bytes.size());
  return to_hex(digest);
}

std::string fingerprint(const DeviceKeys& keys) {
  Bytes both(keys.identity_key.bytes.begin(), keys.identity_key.bytes.end());
  both.insert(both.end(), keys.signing_key.bytes.begin(), keys.signing_key.bytes.end());
  const std::string digits = sha256_hex(both);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); i += 8) {
    if (i > 0) out += ' ';
    out += digits.substr(i, 8);
  }
  return out;
}

}  // namespace smx::cli
