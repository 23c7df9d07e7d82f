#include <openssl/evp.h>
#include <openssl/provider.h>

#include "crypto/algorithms.h"

namespace smx {
namespace {

Algorithms fetch() noexcept {
  OSSL_LIB_CTX* context = OSSL_LIB_CTX_new();
  if (context == nullptr || OSSL_PROVIDER_load(context, "default") == nullptr) return {};
  return {.aes_256_gcm = EVP_CIPHER_fetch(context, "AES-256-GCM", nullptr)};
}

}  // namespace

const Algorithms* algorithms() noexcept {
  static const Algorithms fetched = fetch();
  return fetched.aes_256_gcm != nullptr ? &fetched : nullptr;
}

}  // namespace smx
