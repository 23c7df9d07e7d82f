#pragma once

#include "crypto/entropy.h"
#include "crypto/secret_types.h"
#include "smx/error.h"

namespace smx {

/// X25519 of RFC 7748: the high bit of the public key is masked, non-canonical values are reduced.
/// The output is checked in constant time. Errors: low_order_point when it is all zero.
Result<DhOutput> x25519(const X25519PrivateKey& private_key, const X25519PublicKey& public_key);

/// The public key of a private key.
[[nodiscard]] X25519PublicKey x25519_public_key(const X25519PrivateKey& private_key);

/// A fresh pair, its private half drawn under the given name. Errors: random_failed.
Result<X25519KeyPair> generate_x25519_pair(Entropy& entropy, Draw draw);

/// Gives two pairs whose private halves were drawn their public ones; a fifth cheaper than one
/// after the other.
void complete(X25519KeyPair& first, X25519KeyPair& second);

}  // namespace smx
