#include "relay/prekey_stock.h"
#include "relay/stored_value.h"

namespace smx::relay {

// In a file of its own, so that the control of the tests can put a take with a fault in its place.
std::optional<OneTimePrekey> take_one_time_prekey(Context& context, const DeviceId& device) {
  std::optional<OneTimePrekey> prekey;
  {
    // One statement, so that what is read is what is deleted.
    auto statement = context.transaction.prepare(
        "DELETE FROM one_time_prekeys WHERE position = "
        "(SELECT position FROM one_time_prekeys WHERE device_id = ?1 ORDER BY position LIMIT 1) "
        "RETURNING key_id, public_key");
    statement.bind(device.text());
    while (statement.step()) {
      prekey = OneTimePrekey{stored_key_id(statement.text(0)),
                             stored_key<X25519PublicKey>(statement.blob(1))};
    }
  }
  if (!prekey) return std::nullopt;
  context.transaction
      .prepare("INSERT INTO used_prekeys (device_id, key_id, used_at, void) VALUES (?1, ?2, ?3, 0)")
      .bind(device.text())
      .bind(text_of(prekey->key_id))
      .bind(context.now.seconds())
      .run();
  return prekey;
}

}  // namespace smx::relay
