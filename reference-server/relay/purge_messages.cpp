#include <algorithm>
#include <optional>
#include <vector>

#include "relay/audit.h"
#include "relay/messages.h"
#include "relay/queue.h"
#include "store/database.h"

namespace smx::relay {
namespace {

struct Overdue {
  OrganisationId organisation;
  DeviceId device;
  std::int64_t sequence = 0;
  DeliveryId delivery;
  MessageId message;
};

std::vector<Overdue> overdue_envelopes(Context& context, std::int64_t limit) {
  auto statement = context.transaction.prepare(
      "SELECT messages.organisation_id, queue.device_id, queue.sequence, queue.delivery_id, "
      "queue.message_id FROM queue JOIN messages ON messages.message_id = queue.message_id "
      "WHERE queue.stored_at <= ?1 ORDER BY queue.stored_at LIMIT ?2");
  statement.bind(queue_cutoff(context)).bind(limit);
  std::vector<Overdue> found;
  while (statement.step()) {
    found.push_back({.organisation = OrganisationId::stored(statement.text(0)),
                     .device = DeviceId::stored(statement.text(1)),
                     .sequence = statement.integer(2),
                     .delivery = DeliveryId::stored(statement.text(3)),
                     .message = MessageId::stored(statement.text(4))});
  }
  return found;
}

std::size_t expire_envelopes(Context& context, std::int64_t limit) {
  const std::vector<Overdue> overdue = overdue_envelopes(context, limit);
  for (const Overdue& envelope : overdue) {
    dequeue(context, envelope.device, envelope.sequence);
    audit::append(context, envelope.organisation,
                  {.type = audit::Type::message_expired,
                   .message = envelope.message,
                   .data = {{"delivery_id", envelope.delivery.text()}}});
    context.effects.events.push_back(log::event(log::EventType::message_expired)
                                         .id(log::Field::org_id, envelope.organisation.text())
                                         .id(log::Field::message_h8, envelope.message.text())
                                         .id(log::Field::delivery_h8, envelope.delivery.text()));
  }
  return overdue.size();
}

std::int64_t forget_keys(Context& context, std::int64_t limit) {
  return context.transaction
      .prepare(
          "DELETE FROM idempotency_keys WHERE (device_id, idempotency_key) IN "
          "(SELECT device_id, idempotency_key FROM idempotency_keys WHERE stored_at <= ?1 "
          "ORDER BY stored_at LIMIT ?2)")
      .bind(context.now.seconds() - context.policy.idempotency_seconds)
      .bind(limit)
      .run();
}

/// Messages of which nothing waits: those stored before the oldest envelope that does.
std::vector<MessageId> old_messages(Context& context, std::int64_t limit) {
  auto statement = context.transaction.prepare(
      "SELECT message_id FROM messages WHERE stored_at <= ?1 "
      "AND stored_at < coalesce((SELECT min(stored_at) FROM queue), 9223372036854775807) "
      "ORDER BY stored_at LIMIT ?2");
  statement.bind(context.now.seconds() - context.policy.audit_seconds).bind(limit);
  std::vector<MessageId> messages;
  while (statement.step()) messages.push_back(MessageId::stored(statement.text(0)));
  return messages;
}

std::size_t forget_messages(Context& context, std::int64_t limit) {
  const std::vector<MessageId> messages = old_messages(context, limit);
  for (const MessageId& message : messages) {
    context.transaction.prepare("DELETE FROM deliveries WHERE message_id = ?1")
        .bind(message.text())
        .run();
    context.transaction.prepare("DELETE FROM messages WHERE message_id = ?1")
        .bind(message.text())
        .run();
  }
  return messages.size();
}

}  // namespace

std::size_t purge_messages(Context& context, std::size_t limit) {
  const auto most = static_cast<std::int64_t>(limit);
  std::size_t removed = expire_envelopes(context, most);
  removed += static_cast<std::size_t>(forget_keys(context, most));
  removed += forget_messages(context, most);
  return removed;
}

}  // namespace smx::relay
