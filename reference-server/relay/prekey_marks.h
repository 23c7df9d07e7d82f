#pragma once

#include "relay/context.h"
#include "smx/bundle.h"

namespace smx::relay {

/// What is remembered of every one-time prekey for the life of its device, so that none is handed
/// out twice: a hash of its id and one of its public key, cut to 16 bytes. A device would have to
/// find a collision to be refused a fresh key of its own; nobody else gains by one.

/// True when this device has uploaded the id, or the public key under any id.
[[nodiscard]] bool prekey_marked(store::Transaction& transaction, const DeviceId& device,
                                 const OneTimePrekey& prekey);

/// The prekey is not marked yet.
void mark_prekey(store::Transaction& transaction, const DeviceId& device,
                 const OneTimePrekey& prekey);

}  // namespace smx::relay
