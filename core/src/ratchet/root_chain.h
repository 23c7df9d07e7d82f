#pragma once

#include "crypto/secret_types.h"
#include "smx/error.h"

namespace smx {

struct RootStep {
  RootKey root_key;
  ChainKey chain_key;
};

/// One turn of the root chain: a Diffie-Hellman between our ratchet pair and the peer's ratchet
/// key, fed into KDF_RK [DR-01]. Errors: low_order_point, out_of_memory.
Result<RootStep> turn_root_chain(const RootKey& root_key, const X25519PrivateKey& own,
                                 const X25519PublicKey& remote);

}  // namespace smx
