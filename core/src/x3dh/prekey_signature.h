#pragma once

#include "smx/bytes.h"
#include "smx/key_id.h"
#include "smx/keys.h"

namespace smx {

/// The message that a signed prekey's signature covers:
/// "SemaFore-SPK-v1" || identity key || prekey || key id. Throws std::bad_alloc.
[[nodiscard]] Bytes signed_prekey_message(const X25519PublicKey& identity_key,
                                          const X25519PublicKey& prekey, const KeyId& key_id);

}  // namespace smx
