#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "relay/context.h"
#include "relay/refusal.h"
#include "smx/bytes.h"
#include "smx/keys.h"

/// Messages: one envelope for each device, stored together or not at all, queued in order, kept
/// until the device acknowledges them.
namespace smx::relay {

struct DeviceEnvelope {
  DeviceId device;
  Bytes envelope;
};

struct Recipient {
  UserId user;
  std::vector<DeviceEnvelope> devices;
};

struct Outgoing {
  /// 1 to 64 characters of the client's choice.
  std::string idempotency_key;
  std::vector<Recipient> recipients;
};

struct Receipt {
  DeviceId device;
  DeliveryId delivery;
};

struct Sent {
  MessageId message;
  Instant stored_at;
  /// True when this is the answer to an earlier request of the same key and content.
  bool repeated = false;
  /// In the order of the devices' ids.
  std::vector<Receipt> deliveries;
};

/// One envelope in a device's queue.
struct Delivery {
  DeliveryId id;
  /// Grows within a device's queue and never comes twice; there may be gaps.
  std::int64_t sequence = 0;
  MessageId message;
  UserId sender;
  DeviceId sender_device;
  DeviceKeys sender_keys;
  Instant sent_at;
  Bytes envelope;
};

struct Fetched {
  std::vector<Delivery> deliveries;
  bool more = false;
};

/// Refusals: malformed_request (form, an envelope that is neither SMX1 nor DR_V1, a user or a
/// device twice, no delivery at all), too_large (more deliveries than a message may have),
/// not_found (a user), device_mismatch, conflict (the idempotency key of other content),
/// quota_exceeded (a queue is full; detail.devices: whose).
[[nodiscard]] Outcome<Sent> send_message(Context& context, const Caller& caller, Outgoing outgoing);

/// What waits for the caller's device with a sequence above `after`, in order: at most `limit`
/// deliveries (0: as many as the policy allows) and no more bytes than the policy allows, but one
/// delivery always.
[[nodiscard]] Fetched fetch_deliveries(Context& context, const Caller& caller, std::int64_t after,
                                       std::size_t limit);

/// Removes deliveries from the caller's queue and keeps when they were confirmed. The number of
/// those that are the caller's; the others are ignored. The same again does nothing and counts the
/// same.
[[nodiscard]] std::int64_t acknowledge_deliveries(Context& context, const Caller& caller,
                                                  const std::vector<DeliveryId>& deliveries);

/// For the revocation of a device: its queue goes. The count of its sequences stays.
void drop_queue(Context& context, const DeviceId& device);

/// For a store that was restored from a backup: what is queued from now on has sequences above all
/// that the lost store can have given.
void skip_sequences(store::Transaction& transaction);

/// Removes envelopes that waited too long, idempotency keys that are over and what proofs are made
/// from after the records' time. At most `limit` rows of each; the number of rows removed.
std::size_t purge_messages(Context& context, std::size_t limit);

}  // namespace smx::relay
