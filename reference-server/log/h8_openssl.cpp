#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

#include "log/h8.h"

namespace smx::relay::log {

std::string H8::operator()(std::string_view identifier) const {
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(identifier.data());
  unsigned int size = 0;
  // Fetched once: a lookup by name costs more than hashing an identifier.
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (algorithm == nullptr) throw std::runtime_error("no SHA-256");
  const bool done = key_.empty() ? EVP_Digest(bytes, identifier.size(), digest.data(), &size,
                                              algorithm, nullptr) == 1
                                 : HMAC(algorithm, key_.data(), static_cast<int>(key_.size()),
                                        bytes, identifier.size(), digest.data(), &size) != nullptr;
  if (!done) throw std::runtime_error("SHA-256 failed");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (std::size_t i = 0; i < 4; ++i) {
    out += digits[digest[i] >> 4];
    out += digits[digest[i] & 15];
  }
  return out;
}

}  // namespace smx::relay::log
