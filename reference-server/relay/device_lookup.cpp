#include "relay/device_lookup.h"

#include "relay/stored_value.h"

namespace smx::relay {

std::optional<std::vector<KnownDevice>> devices_of_member(store::Transaction& transaction,
                                                          const OrganisationId& organisation,
                                                          const UserId& user) {
  {
    auto statement = transaction.prepare(
        "SELECT 1 FROM users WHERE user_id = ?1 AND organisation_id = ?2 AND removed_at IS NULL");
    statement.bind(user.text()).bind(organisation.text());
    if (!statement.step()) return std::nullopt;
  }
  std::vector<KnownDevice> devices;
  auto statement = transaction.prepare(
      "SELECT device_id, class, status, identity_key, signing_key FROM devices "
      "WHERE user_id = ?1 ORDER BY device_id");
  statement.bind(user.text());
  while (statement.step()) {
    devices.push_back({.id = DeviceId::stored(statement.text(0)),
                       .device_class = statement.text(1),
                       .status = static_cast<DeviceStatus>(statement.integer(2)),
                       .keys = {stored_key<X25519PublicKey>(statement.blob(3)),
                                stored_key<Ed25519PublicKey>(statement.blob(4))}});
  }
  return devices;
}

DeviceKeys keys_of_device(store::Transaction& transaction, const DeviceId& device) {
  auto statement =
      transaction.prepare("SELECT identity_key, signing_key FROM devices WHERE device_id = ?1");
  statement.bind(device.text());
  if (!statement.step()) throw store::StorageError(kCorrupt, "device without keys");
  return {stored_key<X25519PublicKey>(statement.blob(0)),
          stored_key<Ed25519PublicKey>(statement.blob(1))};
}

}  // namespace smx::relay
