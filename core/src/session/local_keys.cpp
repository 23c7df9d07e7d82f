#include "session/local_keys.h"

#include "bytes/try.h"
#include "crypto/ed25519.h"
#include "crypto/x25519.h"

namespace smx {

Result<LocalKeys> LocalKeys::make(const X25519PrivateKey& identity_private,
                                  const Ed25519PrivateKey& signing_private) {
  LocalKeys keys;
  SMX_ASSIGN(keys.identity_,
             (GuardedSecret<X25519PrivateTag, limits::kKeySize>::copy_of(identity_private)));
  SMX_ASSIGN(keys.signing_,
             (GuardedSecret<Ed25519PrivateTag, limits::kKeySize>::copy_of(signing_private)));
  keys.public_keys_ = {x25519_public_key(identity_private), ed25519_public_key(signing_private)};
  return keys;
}

}  // namespace smx
