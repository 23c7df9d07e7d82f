#include <openssl/evp.h>

#include <memory>
#include <stdexcept>

#include "tests/support/ed25519.h"

namespace smx::relay::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

void require(bool done) {
  if (!done) throw std::runtime_error("Ed25519 failed");
}

Key key_of(const Ed25519Seed& seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
          &EVP_PKEY_free);
  require(key != nullptr);
  return key;
}

}  // namespace

Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed) {
  const Key key = key_of(seed);
  Ed25519PublicKey result;
  std::size_t size = result.bytes.size();
  require(EVP_PKEY_get_raw_public_key(key.get(), result.bytes.data(), &size) == 1);
  return result;
}

Signature ed25519_sign(const Ed25519Seed& seed, ByteView message) {
  const Key key = key_of(seed);
  const DigestContext context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  require(context != nullptr);
  Signature signature;
  std::size_t size = signature.bytes.size();
  require(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  require(EVP_DigestSign(context.get(), signature.bytes.data(), &size, message.data(),
                         message.size()) == 1);
  return signature;
}

}  // namespace smx::relay::test
