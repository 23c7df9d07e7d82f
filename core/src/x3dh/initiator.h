#pragma once

#include "crypto/secret_types.h"
#include "smx/bundle.h"
#include "smx/error.h"
#include "x3dh/key_schedule.h"
#include "x3dh/prekey_signature.h"

namespace smx {

/// Refuses our own identity or signing key in a peer's place (reflection) [KEY].
/// Errors: malformed.
Result<void> check_not_own_keys(const DeviceKeys& own, const DeviceKeys& peer);

/// Form (our own keys), then the signature; no Diffie-Hellman runs before this succeeded [X3DH-01].
/// Errors: malformed, bad_signature.
Result<void> check_bundle(const DeviceKeys& own, const Bundle& bundle);

/// DH1 to DH4 and the session keys, from a bundle that check_bundle accepted. `ephemeral` is EK_A;
/// the caller wipes its private half. Errors: low_order_point, out_of_memory.
Result<SessionKeys> agree_as_initiator(const X25519PrivateKey& identity_private,
                                       const X25519KeyPair& ephemeral, const Bundle& bundle,
                                       const AssociatedData& ad);

}  // namespace smx
