#pragma once

#include <cstdint>
#include <optional>

#include "relay/context.h"

namespace smx::relay {

/// Counts one take of a prekey of `target` by `requester` against the bucket of the two. Nothing
/// when it may pass, else after how many seconds it may try again (and nothing was counted).
[[nodiscard]] std::optional<std::int64_t> count_prekey_take(Context& context,
                                                            const DeviceId& requester,
                                                            const DeviceId& target);

}  // namespace smx::relay
