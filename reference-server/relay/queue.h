#pragma once

#include <cstdint>
#include <optional>

#include "auth/digest.h"
#include "relay/context.h"
#include "smx/bytes.h"

/// The envelopes that wait for one device, in the order of their sequences.
namespace smx::relay {

/// The first second at which what was stored before or at it waits no longer.
[[nodiscard]] std::int64_t queue_cutoff(const Context& context) noexcept;

/// True when an envelope of `bytes` more would be over the queue's quota. What waited too long does
/// not count, whether or not it was removed already.
[[nodiscard]] bool queue_full(Context& context, const DeviceId& device, std::size_t bytes);

/// Queues an envelope of a message under a new delivery id and the next sequence.
[[nodiscard]] DeliveryId enqueue(Context& context, const DeviceId& device, const MessageId& message,
                                 ByteView envelope, const auth::Digest& envelope_sha256);

/// Removes an envelope from its queue; false when it is not there any more.
bool dequeue(Context& context, const DeviceId& device, std::int64_t sequence);

}  // namespace smx::relay
