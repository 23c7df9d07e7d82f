// Apart from signing: smx_verify has this and no private key.
#include <sodium.h>

#include "crypto/ed25519.h"
#include "crypto/ed25519_encoding.h"

namespace smx {

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
