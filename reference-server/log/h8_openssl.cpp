#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "log/h8.h"

namespace smx::relay::log {
namespace {

using Hash = std::array<std::uint8_t, EVP_MAX_MD_SIZE>;

/// Fetched once: a lookup by name costs more than hashing an identifier.
const EVP_MD* algorithm() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (fetched == nullptr) throw std::runtime_error("no SHA-256");
  return fetched;
}

/// In a context that is kept, since making one costs as much again.
bool hash(std::string_view bytes, Hash& digest) {
  thread_local const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                                EVP_MD_CTX_free);
  return context != nullptr && EVP_DigestInit_ex(context.get(), algorithm(), nullptr) == 1 &&
         EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
         EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1;
}

}  // namespace

std::string H8::operator()(std::string_view identifier) const {
  Hash digest{};
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(identifier.data());
  unsigned int size = 0;
  const bool done = key_.empty() ? hash(identifier, digest)
                                 : HMAC(algorithm(), key_.data(), static_cast<int>(key_.size()),
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
