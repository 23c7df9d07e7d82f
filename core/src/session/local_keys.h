#pragma once

#include "crypto/secret_types.h"
#include "smx/keys.h"

namespace smx {

/// The private halves of a device's pair of identities.
struct LocalKeys {
  X25519KeyPair identity;
  Ed25519PrivateKey signing_private;
  Ed25519PublicKey signing_public;

  [[nodiscard]] DeviceKeys public_keys() const { return {identity.public_key, signing_public}; }
};

}  // namespace smx
