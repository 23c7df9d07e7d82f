#pragma once

#include <optional>
#include <string_view>

#include "auth/digest.h"
#include "relay/context.h"
#include "relay/messages.h"

/// What a device sent under which idempotency key, while that can still be asked for.
namespace smx::relay {

struct EarlierSend {
  auth::Digest content{};
  MessageId message;
  Instant stored_at;
};

/// Of a message whose recipients and devices are in the order of their ids: the same for the same
/// recipients, devices and envelopes, however the request had ordered them.
[[nodiscard]] auth::Digest content_digest(const Outgoing& outgoing);

/// Nothing when the key is new or its time is over.
[[nodiscard]] std::optional<EarlierSend> earlier_send(Context& context, const DeviceId& device,
                                                      std::string_view key);

/// Takes the place of an earlier use of the key that is over.
void remember_send(Context& context, const DeviceId& device, std::string_view key,
                   const EarlierSend& send);

}  // namespace smx::relay
