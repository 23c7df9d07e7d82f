#pragma once

#include "smx/bundle.h"
#include "smx/error.h"
#include "smx/keys.h"

namespace smx {

// Library smx::verify: for directories and relays, which check what devices publish and hold no
// key. It signs nothing, decrypts nothing and runs no Diffie-Hellman. Public data only, so nothing
// here is constant time. Thread-safe; needs no initialisation.

/// Does the signing key of `owner` vouch for this prekey, its id and the identity key of `owner`
/// [KEY-09]? Strict Ed25519 (32-byte key, 64-byte signature) over "SemaFore-SPK-v1" || identity key
/// || prekey || key id. Errors: bad_signature, out_of_memory.
Result<void> verify_signed_prekey(const DeviceKeys& owner, const SignedPrekey& prekey);

/// The same for a whole bundle: then its two identities belong together [KEY-13]. A one-time prekey
/// is not signed and not looked at. Errors: bad_signature, out_of_memory.
Result<void> verify_bundle(const Bundle& bundle);

}  // namespace smx
