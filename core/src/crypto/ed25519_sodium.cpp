#include <sodium.h>

#include <algorithm>

#include "crypto/ed25519.h"

namespace smx {
namespace {

/// libsodium's form of a private key: seed || public key.
using ExpandedKey = Secret<struct ExpandedKeyTag, crypto_sign_SECRETKEYBYTES>;

static_assert(crypto_sign_SEEDBYTES == limits::kKeySize);
static_assert(crypto_sign_PUBLICKEYBYTES == limits::kKeySize);
static_assert(crypto_sign_BYTES == limits::kSignatureSize);

}  // namespace

Ed25519PublicKey ed25519_public_key(const Ed25519PrivateKey& private_key) {
  Ed25519PublicKey public_key;
  ExpandedKey expanded;
  crypto_sign_seed_keypair(public_key.bytes.data(), expanded.writable().data(),
                           private_key.reveal().data());
  return public_key;
}

Signature ed25519_sign(const Ed25519PrivateKey& private_key, const Ed25519PublicKey& public_key,
                       ByteView message) {
  ExpandedKey expanded;
  const auto seed = private_key.reveal();
  const auto half = std::ranges::copy(seed, expanded.writable().begin()).out;
  std::ranges::copy(public_key.bytes, half);

  Signature signature;
  crypto_sign_detached(signature.bytes.data(), nullptr, message.data(), message.size(),
                       expanded.reveal().data());
  return signature;
}

}  // namespace smx
