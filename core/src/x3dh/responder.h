#pragma once

#include "crypto/secret_types.h"
#include "smx/error.h"
#include "x3dh/key_schedule.h"

namespace smx {

/// B's side of X3DH: the same four agreements seen from the other end. `one_time_prekey` is null
/// when the envelope names none. Errors: low_order_point, out_of_memory.
Result<SessionKeys> agree_as_responder(const X25519PrivateKey& identity_private,
                                       const X25519PrivateKey& signed_prekey,
                                       const X25519PrivateKey* one_time_prekey,
                                       const X25519PublicKey& initiator_identity,
                                       const X25519PublicKey& ephemeral_key,
                                       const AssociatedData& ad);

}  // namespace smx
