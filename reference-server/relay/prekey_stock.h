#pragma once

#include "relay/prekeys.h"

namespace smx::relay {

[[nodiscard]] PrekeyStock prekey_stock(Context& context, const DeviceId& device);

/// Deletes the oldest one-time prekey of the device, notes that it is used and gives it; nothing
/// when there is none. This is the one way in which one leaves the tables to be answered.
[[nodiscard]] std::optional<OneTimePrekey> take_one_time_prekey(Context& context,
                                                                const DeviceId& device);

}  // namespace smx::relay
