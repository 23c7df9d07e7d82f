#include "relay/queue.h"

#include "relay/messages.h"
#include "store/database.h"

namespace smx::relay {
namespace {

/// Sequences that are left out when a backup was restored: no store gives as many to one device.
constexpr std::int64_t kSkippedSequences = std::int64_t{1} << 32;

struct Load {
  std::int64_t messages = 0;
  std::int64_t bytes = 0;
};

Load load_of(Context& context, const DeviceId& device) {
  auto statement =
      context.transaction.prepare("SELECT messages, bytes FROM queues WHERE device_id = ?1");
  statement.bind(device.text());
  if (!statement.step()) return {};
  return {statement.integer(0), statement.integer(1)};
}

Load expired_load(Context& context, const DeviceId& device) {
  auto statement = context.transaction.prepare(
      "SELECT count(*), coalesce(sum(length(envelope)), 0) FROM queue "
      "WHERE device_id = ?1 AND stored_at <= ?2");
  statement.bind(device.text()).bind(queue_cutoff(context));
  statement.step();
  return {statement.integer(0), statement.integer(1)};
}

bool over_quota(const Policy& policy, const Load& load) {
  return load.messages > static_cast<std::int64_t>(policy.queue_messages) ||
         load.bytes > static_cast<std::int64_t>(policy.queue_bytes);
}

/// Each step by itself: what RETURNING gives back goes through a table made for that one row.
std::int64_t next_sequence(Context& context, const DeviceId& device, std::size_t bytes) {
  const std::int64_t changed =
      context.transaction
          .prepare(
              "UPDATE queues SET next_sequence = next_sequence + 1, messages = messages + 1, "
              "bytes = bytes + ?2 WHERE device_id = ?1")
          .bind(device.text())
          .bind(static_cast<std::int64_t>(bytes))
          .run();
  if (changed == 0) {
    context.transaction
        .prepare(
            "INSERT INTO queues (device_id, next_sequence, messages, bytes) "
            "VALUES (?1, (SELECT sequence FROM first_sequence) + 1, 1, ?2)")
        .bind(device.text())
        .bind(static_cast<std::int64_t>(bytes))
        .run();
  }
  auto statement =
      context.transaction.prepare("SELECT next_sequence - 1 FROM queues WHERE device_id = ?1");
  statement.bind(device.text());
  statement.step();
  return statement.integer(0);
}

}  // namespace

std::int64_t queue_cutoff(const Context& context) noexcept {
  return context.now.seconds() - context.policy.queue_seconds;
}

bool queue_full(Context& context, const DeviceId& device, std::size_t bytes) {
  Load load = load_of(context, device);
  load.messages += 1;
  load.bytes += static_cast<std::int64_t>(bytes);
  if (!over_quota(context.policy, load)) return false;
  const Load expired = expired_load(context, device);
  load.messages -= expired.messages;
  load.bytes -= expired.bytes;
  return over_quota(context.policy, load);
}

DeliveryId enqueue(Context& context, const DeviceId& device, const MessageId& message,
                   ByteView envelope, const auth::Digest& envelope_sha256) {
  const DeliveryId delivery = DeliveryId::draw_at(context.now, context.random);
  const std::int64_t sequence = next_sequence(context, device, envelope.size());
  context.transaction
      .prepare(
          "INSERT INTO deliveries (message_id, device_id, delivery_id, sequence, envelope_sha256) "
          "VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(message.text())
      .bind(device.text())
      .bind(delivery.text())
      .bind(sequence)
      .bind_blob(envelope_sha256)
      .run();
  context.transaction
      .prepare(
          "INSERT INTO queue (device_id, sequence, delivery_id, message_id, stored_at, envelope) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .bind(device.text())
      .bind(sequence)
      .bind(delivery.text())
      .bind(message.text())
      .bind(context.now.seconds())
      .bind_blob(envelope)
      .run();
  return delivery;
}

bool dequeue(Context& context, const DeviceId& device, std::int64_t sequence) {
  std::int64_t row = 0;
  std::int64_t bytes = 0;
  {
    auto statement = context.transaction.prepare(
        "SELECT rowid, length(envelope) FROM queue WHERE device_id = ?1 AND sequence = ?2");
    statement.bind(device.text()).bind(sequence);
    if (!statement.step()) return false;
    row = statement.integer(0);
    bytes = statement.integer(1);
  }
  context.transaction.prepare("DELETE FROM queue WHERE rowid = ?1").bind(row).run();
  context.transaction
      .prepare("UPDATE queues SET messages = messages - 1, bytes = bytes - ?2 WHERE device_id = ?1")
      .bind(device.text())
      .bind(bytes)
      .run();
  return true;
}

void drop_queue(Context& context, const DeviceId& device) {
  context.transaction.prepare("DELETE FROM queue WHERE device_id = ?1").bind(device.text()).run();
  context.transaction.prepare("UPDATE queues SET messages = 0, bytes = 0 WHERE device_id = ?1")
      .bind(device.text())
      .run();
}

void skip_sequences(store::Transaction& transaction) {
  transaction.prepare("UPDATE first_sequence SET sequence = sequence + ?1")
      .bind(kSkippedSequences)
      .run();
  transaction.prepare("UPDATE queues SET next_sequence = (SELECT sequence FROM first_sequence)")
      .run();
}

}  // namespace smx::relay
