#pragma once

#include "smx/bytes.h"
#include "smx/error.h"
#include "smx/keys.h"

namespace smx {

[[nodiscard]] Ed25519PublicKey ed25519_public_key(const Ed25519PrivateKey& private_key);

/// RFC 8032 Ed25519, deterministic. `private_key` is the seed, `public_key` its public half.
[[nodiscard]] Signature ed25519_sign(const Ed25519PrivateKey& private_key,
                                     const Ed25519PublicKey& public_key, ByteView message);

/// Strict, cofactorless verification: refuses S >= L, a non-canonical encoding of A or R, and A or
/// R of small order. Errors: bad_signature.
Result<void> ed25519_verify(const Ed25519PublicKey& public_key, ByteView message,
                            const Signature& signature);

}  // namespace smx
