#include "bytes/try.h"
#include "crypto/x25519.h"

namespace smx {

Result<X25519KeyPair> generate_x25519_pair(Entropy& entropy, Draw draw) {
  X25519KeyPair pair;
  SMX_TRY(entropy.fill(draw, pair.private_key.writable()));
  pair.public_key = x25519_public_key(pair.private_key);
  return pair;
}

}  // namespace smx
