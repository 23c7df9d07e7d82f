#include <sodium.h>

#include <algorithm>

#include "crypto/ed25519.h"
#include "crypto/ed25519_encoding.h"

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

Result<void> ed25519_verify(const Ed25519PublicKey& public_key, ByteView message,
                            const Signature& signature) {
  const auto r = signature.view().first<32>();
  const auto s = signature.view().last<32>();
  if (!is_canonical_scalar(s) || !is_canonical_point(r) || is_small_order_point(r) ||
      !is_canonical_point(public_key.view()) || is_small_order_point(public_key.view())) {
    return fail(Error::bad_signature);
  }
  // Cofactorless: libsodium computes [S]B - [k]A and compares its encoding with the bytes of R.
  if (crypto_sign_verify_detached(signature.bytes.data(), message.data(), message.size(),
                                  public_key.bytes.data()) != 0) {
    return fail(Error::bad_signature);
  }
  return {};
}

}  // namespace smx
