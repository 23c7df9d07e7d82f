#include <algorithm>
#include <string>

#include "relay/audit.h"
#include "relay/device_match.h"
#include "relay/idempotency.h"
#include "relay/messages.h"
#include "relay/queue.h"
#include "smx/dr_frame.h"
#include "smx/smx1.h"
#include "store/database.h"

namespace smx::relay {
namespace {

/// What a relay can tell of an envelope: that it has one of the two forms, and so one of their
/// sizes.
bool well_formed(ByteView envelope) {
  if (is_smx1(envelope)) return decode_smx1(envelope).has_value();
  return decode_frame(envelope).has_value();
}

std::unexpected<Refusal> malformed(std::string field) {
  return refuse(Problem::malformed_request, {{"field", std::move(field)}});
}

Outcome<void> check_form(const Policy& policy, const Outgoing& outgoing) {
  // A character has at most four bytes.
  if (outgoing.idempotency_key.empty() || outgoing.idempotency_key.size() > 4 * 64) {
    return malformed("idempotency_key");
  }
  std::size_t deliveries = 0;
  for (const Recipient& recipient : outgoing.recipients) deliveries += recipient.devices.size();
  if (deliveries == 0) return malformed("recipients");
  if (std::max(deliveries, outgoing.recipients.size()) > policy.recipients_per_message) {
    return refuse(Problem::too_large, {{"limit", policy.recipients_per_message}});
  }
  for (std::size_t i = 0; i < outgoing.recipients.size(); ++i) {
    const auto& devices = outgoing.recipients[i].devices;
    for (std::size_t k = 0; k < devices.size(); ++k) {
      if (well_formed(devices[k].envelope)) continue;
      return malformed("recipients[" + std::to_string(i) + "].devices[" + std::to_string(k) +
                       "].envelope");
    }
  }
  return {};
}

/// Puts users and their devices in the order of their ids; false when one is there twice.
bool put_in_order(Outgoing& outgoing) {
  std::ranges::sort(outgoing.recipients, {}, &Recipient::user);
  bool once = std::ranges::adjacent_find(outgoing.recipients, {}, &Recipient::user) ==
              outgoing.recipients.end();
  for (Recipient& recipient : outgoing.recipients) {
    std::ranges::sort(recipient.devices, {}, &DeviceEnvelope::device);
    once = once && std::ranges::adjacent_find(recipient.devices, {}, &DeviceEnvelope::device) ==
                       recipient.devices.end();
  }
  return once;
}

Sent repeated_answer(Context& context, const EarlierSend& earlier) {
  Sent sent{.message = earlier.message,
            .stored_at = earlier.stored_at,
            .repeated = true,
            .deliveries = {}};
  auto statement = context.transaction.prepare(
      "SELECT device_id, delivery_id FROM deliveries WHERE message_id = ?1 ORDER BY device_id");
  statement.bind(earlier.message.text());
  while (statement.step()) {
    sent.deliveries.push_back(
        {DeviceId::stored(statement.text(0)), DeliveryId::stored(statement.text(1))});
  }
  return sent;
}

/// Every user named and the sender's own, each against the devices that it has now.
Outcome<void> check_devices(Context& context, const Caller& caller, const Outgoing& outgoing) {
  nlohmann::json users = nlohmann::json::array();
  const auto check = [&](const UserId& user, const std::vector<DeviceId>& named) {
    const auto known = devices_of_member(context.transaction, caller.organisation, user);
    if (!known) return false;
    const DeviceMismatch mismatch = match_devices(*known, named, caller.device);
    if (!mismatch.none()) users.push_back(mismatch_detail(user, mismatch));
    return true;
  };
  bool own_user_named = false;
  for (const Recipient& recipient : outgoing.recipients) {
    std::vector<DeviceId> named;
    for (const DeviceEnvelope& device : recipient.devices) named.push_back(device.device);
    if (!check(recipient.user, named)) {
      return refuse(Problem::not_found, {{"user_id", recipient.user.text()}});
    }
    own_user_named = own_user_named || recipient.user == caller.user;
  }
  if (!own_user_named && !check(caller.user, {})) return refuse(Problem::not_found);
  if (!users.empty()) return refuse(Problem::device_mismatch, {{"users", std::move(users)}});
  return {};
}

Outcome<void> check_quotas(Context& context, const Outgoing& outgoing) {
  nlohmann::json full = nlohmann::json::array();
  for (const Recipient& recipient : outgoing.recipients) {
    for (const DeviceEnvelope& device : recipient.devices) {
      if (queue_full(context, device.device, device.envelope.size())) {
        full.push_back(device.device.text());
      }
    }
  }
  if (!full.empty()) return refuse(Problem::quota_exceeded, {{"devices", std::move(full)}});
  return {};
}

Sent store_message(Context& context, const Caller& caller, const Outgoing& outgoing) {
  Sent sent{.message = MessageId::draw_at(context.now, context.random),
            .stored_at = Instant::of_seconds(context.now.seconds()),
            .repeated = false,
            .deliveries = {}};
  context.transaction
      .prepare(
          "INSERT INTO messages (message_id, organisation_id, sender_user, sender_device, "
          "stored_at) VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(sent.message.text())
      .bind(caller.organisation.text())
      .bind(caller.user.text())
      .bind(caller.device.text())
      .bind(sent.stored_at.seconds())
      .run();
  nlohmann::json recorded = nlohmann::json::array();
  std::size_t bytes = 0;
  for (const Recipient& recipient : outgoing.recipients) {
    for (const DeviceEnvelope& device : recipient.devices) {
      const auth::Digest digest = auth::sha256(device.envelope);
      const DeliveryId delivery =
          enqueue(context, device.device, sent.message, device.envelope, digest);
      sent.deliveries.push_back({device.device, delivery});
      recorded.push_back(
          {{"delivery_id", delivery.text()}, {"envelope_sha256", auth::to_hex(digest)}});
      bytes += device.envelope.size();
      context.effects.wake.push_back(device.device);
      context.effects.pushes.push_back({device.device, sent.message});
    }
  }
  std::ranges::sort(sent.deliveries, {}, &Receipt::device);
  audit::append(context, caller.organisation,
                {.type = audit::Type::message_stored,
                 .actor = caller.user,
                 .device = caller.device,
                 .message = sent.message,
                 .data = {{"deliveries", std::move(recorded)}}});
  context.effects.events.push_back(
      log::event(log::EventType::message_stored)
          .id(log::Field::org_id, caller.organisation.text())
          .id(log::Field::message_h8, sent.message.text())
          .number(log::Field::count, static_cast<std::int64_t>(sent.deliveries.size()))
          .number(log::Field::bytes, static_cast<std::int64_t>(bytes)));
  return sent;
}

}  // namespace

Outcome<Sent> send_message(Context& context, const Caller& caller, Outgoing outgoing) {
  if (auto form = check_form(context.policy, outgoing); !form) {
    return std::unexpected(form.error());
  }
  if (!put_in_order(outgoing)) return malformed("recipients");

  const auth::Digest content = content_digest(outgoing);
  if (const auto earlier = earlier_send(context, caller.device, outgoing.idempotency_key)) {
    if (earlier->content != content)
      return refuse(Problem::conflict, {{"field", "idempotency_key"}});
    return repeated_answer(context, *earlier);
  }
  if (auto devices = check_devices(context, caller, outgoing); !devices) {
    return std::unexpected(devices.error());
  }
  if (auto quotas = check_quotas(context, outgoing); !quotas) {
    return std::unexpected(quotas.error());
  }
  Sent sent = store_message(context, caller, outgoing);
  remember_send(context, caller.device, outgoing.idempotency_key,
                {.content = content, .message = sent.message, .stored_at = sent.stored_at});
  return sent;
}

}  // namespace smx::relay
