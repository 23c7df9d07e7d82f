#include "relay/idempotency.h"

#include <algorithm>

#include "store/database.h"

namespace smx::relay {
namespace {

/// Each part with its length before it, so that no two contents run into the same bytes.
class ContentHash {
 public:
  void add(std::size_t number) {
    Bytes bytes(8);
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    hash_.update(bytes);
  }
  void add(ByteView bytes) {
    add(bytes.size());
    hash_.update(bytes);
  }
  void add(std::string_view text) { add(auth::bytes_of(text)); }
  [[nodiscard]] auth::Digest finish() { return hash_.finish(); }

 private:
  auth::Sha256 hash_;
};

}  // namespace

auth::Digest content_digest(const Outgoing& outgoing) {
  ContentHash hash;
  hash.add(outgoing.recipients.size());
  for (const Recipient& recipient : outgoing.recipients) {
    hash.add(recipient.user.text());
    hash.add(recipient.devices.size());
    for (const DeviceEnvelope& device : recipient.devices) {
      hash.add(device.device.text());
      hash.add(ByteView(device.envelope));
    }
  }
  return hash.finish();
}

std::optional<EarlierSend> earlier_send(Context& context, const DeviceId& device,
                                        std::string_view key) {
  auto statement = context.transaction.prepare(
      "SELECT content_digest, message_id, stored_at FROM idempotency_keys "
      "WHERE device_id = ?1 AND idempotency_key = ?2 AND stored_at > ?3");
  statement.bind(device.text())
      .bind(key)
      .bind(context.now.seconds() - context.policy.idempotency_seconds);
  if (!statement.step()) return std::nullopt;
  EarlierSend send{.content = {},
                   .message = MessageId::stored(statement.text(1)),
                   .stored_at = Instant::of_seconds(statement.integer(2))};
  std::ranges::copy(statement.blob(0), send.content.begin());
  return send;
}

void remember_send(Context& context, const DeviceId& device, std::string_view key,
                   const EarlierSend& send) {
  context.transaction
      .prepare(
          "INSERT OR REPLACE INTO idempotency_keys (device_id, idempotency_key, content_digest, "
          "message_id, stored_at) VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(device.text())
      .bind(key)
      .bind_blob(send.content)
      .bind(send.message.text())
      .bind(send.stored_at.seconds())
      .run();
}

}  // namespace smx::relay
