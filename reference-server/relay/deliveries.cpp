#include <algorithm>
#include <optional>
#include <set>

#include "relay/audit.h"
#include "relay/messages.h"
#include "relay/queue.h"
#include "relay/stored_value.h"
#include "store/database.h"

namespace smx::relay {
namespace {

struct Confirmed {
  MessageId message;
  std::int64_t sequence = 0;
  auth::Digest envelope_sha256{};
  bool before = false;  // was confirmed already
};

std::optional<Confirmed> find_delivery(Context& context, const DeviceId& device,
                                       const DeliveryId& delivery) {
  auto statement = context.transaction.prepare(
      "SELECT message_id, sequence, envelope_sha256, delivered_at FROM deliveries "
      "WHERE delivery_id = ?1 AND device_id = ?2");
  statement.bind(delivery.text()).bind(device.text());
  if (!statement.step()) return std::nullopt;
  Confirmed found{.message = MessageId::stored(statement.text(0)),
                  .sequence = statement.integer(1),
                  .envelope_sha256 = {},
                  .before = !statement.is_null(3)};
  std::ranges::copy(statement.blob(2), found.envelope_sha256.begin());
  return found;
}

void confirm(Context& context, const Caller& caller, const DeliveryId& delivery,
             const Confirmed& found) {
  context.transaction.prepare("UPDATE deliveries SET delivered_at = ?2 WHERE delivery_id = ?1")
      .bind(delivery.text())
      .bind(context.now.seconds())
      .run();
  dequeue(context, caller.device, found.sequence);
  audit::append(context, caller.organisation,
                {.type = audit::Type::message_delivered,
                 .message = found.message,
                 .data = {{"delivery_id", delivery.text()},
                          {"envelope_sha256", auth::to_hex(found.envelope_sha256)}}});
  context.effects.events.push_back(log::event(log::EventType::message_delivered)
                                       .id(log::Field::org_id, caller.organisation.text())
                                       .id(log::Field::message_h8, found.message.text())
                                       .id(log::Field::delivery_h8, delivery.text()));
}

}  // namespace

Fetched fetch_deliveries(Context& context, const Caller& caller, std::int64_t after,
                         std::size_t limit) {
  const std::size_t most = limit == 0 ? context.policy.deliveries_per_fetch
                                      : std::min(limit, context.policy.deliveries_per_fetch);
  auto statement = context.transaction.prepare(
      "SELECT queue.sequence, queue.delivery_id, queue.message_id, queue.stored_at, "
      "queue.envelope, messages.sender_user, messages.sender_device, devices.identity_key, "
      "devices.signing_key FROM queue "
      "JOIN messages ON messages.message_id = queue.message_id "
      "JOIN devices ON devices.device_id = messages.sender_device "
      "WHERE queue.device_id = ?1 AND queue.sequence > ?2 AND queue.stored_at > ?3 "
      "ORDER BY queue.sequence LIMIT ?4");
  statement.bind(caller.device.text())
      .bind(after)
      .bind(queue_cutoff(context))
      .bind(static_cast<std::int64_t>(most) + 1);
  Fetched fetched;
  std::size_t bytes = 0;
  while (statement.step()) {
    Bytes envelope = statement.blob(4);
    const bool over = bytes + envelope.size() > context.policy.bytes_per_fetch;
    if (fetched.deliveries.size() == most || (over && !fetched.deliveries.empty())) {
      fetched.more = true;
      break;
    }
    bytes += envelope.size();
    fetched.deliveries.push_back({.id = DeliveryId::stored(statement.text(1)),
                                  .sequence = statement.integer(0),
                                  .message = MessageId::stored(statement.text(2)),
                                  .sender = UserId::stored(statement.text(5)),
                                  .sender_device = DeviceId::stored(statement.text(6)),
                                  .sender_keys = {stored_key<X25519PublicKey>(statement.blob(7)),
                                                  stored_key<Ed25519PublicKey>(statement.blob(8))},
                                  .sent_at = Instant::of_seconds(statement.integer(3)),
                                  .envelope = std::move(envelope)});
  }
  return fetched;
}

std::int64_t acknowledge_deliveries(Context& context, const Caller& caller,
                                    const std::vector<DeliveryId>& deliveries) {
  std::int64_t count = 0;
  for (const DeliveryId& delivery : std::set<DeliveryId>(deliveries.begin(), deliveries.end())) {
    const auto found = find_delivery(context, caller.device, delivery);
    if (!found) continue;
    ++count;
    if (!found->before) confirm(context, caller, delivery, *found);
  }
  return count;
}

}  // namespace smx::relay
