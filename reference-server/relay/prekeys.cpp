#include "relay/prekeys.h"

#include <algorithm>
#include <set>

#include "relay/device_lookup.h"
#include "relay/prekey_marks.h"
#include "relay/prekey_stock.h"
#include "relay/stored_value.h"
#include "smx/verify.h"
#include "store/epoch.h"

namespace smx::relay {
namespace {

void log_published(Context& context, const Caller& caller, std::size_t count) {
  context.effects.events.push_back(log::event(log::EventType::prekeys_published)
                                       .id(log::Field::org_id, caller.organisation.text())
                                       .id(log::Field::sub_h8, caller.user.text())
                                       .id(log::Field::device_h8, caller.device.text())
                                       .number(log::Field::count, static_cast<int>(count)));
}

/// An id or a key that the request has twice.
bool repeats(const std::vector<OneTimePrekey>& prekeys) {
  std::set<KeyId> ids;
  std::set<X25519PublicKey> keys;
  return !std::ranges::all_of(prekeys, [&](const OneTimePrekey& prekey) {
    return ids.insert(prekey.key_id).second && keys.insert(prekey.public_key).second;
  });
}

nlohmann::json field(const char* name) { return {{"field", name}}; }

}  // namespace

Outcome<void> publish_signed_prekey(Context& context, const Caller& caller,
                                    const SignedPrekey& prekey) {
  if (!verify_signed_prekey(keys_of_device(context.transaction, caller.device), prekey)) {
    return refuse(Problem::bad_signature);
  }
  {
    auto statement = context.transaction.prepare(
        "SELECT public_key FROM signed_prekeys WHERE device_id = ?1 AND key_id = ?2");
    statement.bind(caller.device.text()).bind(text_of(prekey.key_id));
    if (statement.step()) {
      // Others may have a session under way with the key that this id named.
      if (stored_key<X25519PublicKey>(statement.blob(0)) != prekey.public_key) {
        return refuse(Problem::conflict, field("key_id"));
      }
      return {};
    }
  }
  store_signed_prekey(context, caller.device, prekey);
  log_published(context, caller, 1);
  return {};
}

void store_signed_prekey(Context& context, const DeviceId& device, const SignedPrekey& prekey) {
  auto statement = context.transaction.prepare(
      "INSERT OR REPLACE INTO signed_prekeys (device_id, key_id, public_key, signature, "
      "published_at) VALUES (?1, ?2, ?3, ?4, ?5)");
  statement.bind(device.text())
      .bind(text_of(prekey.key_id))
      .bind_blob(prekey.public_key.view())
      .bind_blob(prekey.signature.view())
      .bind(context.now.seconds());
  statement.run();
}

Outcome<PrekeyStock> upload_one_time_prekeys(Context& context, const Caller& caller,
                                             const std::vector<OneTimePrekey>& prekeys) {
  const Policy& policy = context.policy;
  if (prekeys.empty() || repeats(prekeys)) {
    return refuse(Problem::malformed_request, field("one_time_prekeys"));
  }
  if (prekeys.size() > policy.one_time_prekeys_per_upload) {
    return refuse(Problem::too_large, {{"limit", policy.one_time_prekeys_per_upload}});
  }
  const auto stored =
      static_cast<std::size_t>(prekey_stock(context, caller.device).one_time_prekeys);
  if (stored + prekeys.size() > policy.one_time_prekeys_per_device) {
    return refuse(Problem::quota_exceeded,
                  {{"limit", policy.one_time_prekeys_per_device}, {"one_time_prekeys", stored}});
  }
  nlohmann::json known = nlohmann::json::array();
  for (const OneTimePrekey& prekey : prekeys) {
    if (prekey_marked(context.transaction, caller.device, prekey)) {
      known.push_back(text_of(prekey.key_id));
    }
  }
  if (!known.empty()) return refuse(Problem::conflict, {{"key_ids", std::move(known)}});

  for (const OneTimePrekey& prekey : prekeys) {
    mark_prekey(context.transaction, caller.device, prekey);
    auto statement = context.transaction.prepare(
        "INSERT INTO one_time_prekeys (device_id, key_id, public_key) VALUES (?1, ?2, ?3)");
    statement.bind(caller.device.text())
        .bind(text_of(prekey.key_id))
        .bind_blob(prekey.public_key.view());
    statement.run();
  }
  log_published(context, caller, prekeys.size());
  return prekey_stock(context, caller.device);
}

KeyState key_state(Context& context, const Caller& caller) {
  KeyState state{.stock = prekey_stock(context, caller.device),
                 .epoch = store::stored_epoch(context.transaction),
                 .signed_prekey_published_at = std::nullopt};
  auto statement =
      context.transaction.prepare("SELECT published_at FROM signed_prekeys WHERE device_id = ?1");
  statement.bind(caller.device.text());
  if (statement.step()) {
    state.signed_prekey_published_at = Instant::of_seconds(statement.integer(0));
  }
  return state;
}

void drop_prekeys(Context& context, const DeviceId& device) {
  context.transaction.prepare("DELETE FROM signed_prekeys WHERE device_id = ?1")
      .bind(device.text())
      .run();
  context.transaction
      .prepare(
          "INSERT INTO used_prekeys (device_id, key_id, used_at, void) "
          "SELECT device_id, key_id, ?2, 1 FROM one_time_prekeys WHERE device_id = ?1 "
          "ORDER BY position")
      .bind(device.text())
      .bind(context.now.seconds())
      .run();
  context.transaction.prepare("DELETE FROM one_time_prekeys WHERE device_id = ?1")
      .bind(device.text())
      .run();
}

void void_one_time_prekeys(store::Transaction& transaction, Instant now) {
  transaction
      .prepare(
          "INSERT INTO used_prekeys (device_id, key_id, used_at, void) "
          "SELECT device_id, key_id, ?1, 1 FROM one_time_prekeys ORDER BY position")
      .bind(now.seconds())
      .run();
  transaction.prepare("DELETE FROM one_time_prekeys").run();
}

std::size_t purge_prekeys(Context& context, std::size_t limit) {
  const auto most = static_cast<std::int64_t>(limit);
  const std::int64_t records =
      context.transaction
          .prepare(
              "DELETE FROM used_prekeys WHERE record IN "
              "(SELECT record FROM used_prekeys WHERE used_at <= ?1 ORDER BY used_at LIMIT ?2)")
          .bind(context.now.seconds() - context.policy.used_prekey_seconds)
          .bind(most)
          .run();
  const std::int64_t buckets =
      context.transaction
          .prepare(
              "DELETE FROM prekey_takes WHERE (requester, target) IN "
              "(SELECT requester, target FROM prekey_takes WHERE full_at <= ?1 "
              "ORDER BY full_at LIMIT ?2)")
          .bind(context.now.seconds())
          .bind(most)
          .run();
  return static_cast<std::size_t>(records + buckets);
}

}  // namespace smx::relay
