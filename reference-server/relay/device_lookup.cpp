#include "relay/device_lookup.h"

#include <algorithm>

#include "relay/stored_value.h"

namespace smx::relay {

std::optional<std::vector<KnownDevice>> devices_of_member(store::Transaction& transaction,
                                                          const OrganisationId& organisation,
                                                          const UserId& user) {
  // One row without a device for a member that has none. Put in order here: a sort inside SQLite
  // costs more than all else, and most have one device.
  auto statement = transaction.prepare(
      "SELECT devices.device_id, devices.class, devices.status, devices.identity_key, "
      "devices.signing_key FROM users LEFT JOIN devices ON devices.user_id = users.user_id "
      "WHERE users.user_id = ?1 AND users.organisation_id = ?2 AND users.removed_at IS NULL");
  statement.bind(user.text()).bind(organisation.text());
  if (!statement.step()) return std::nullopt;
  std::vector<KnownDevice> devices;
  if (statement.is_null(0)) return devices;
  do {
    devices.push_back({.id = DeviceId::stored(statement.text(0)),
                       .device_class = statement.text(1),
                       .status = static_cast<DeviceStatus>(statement.integer(2)),
                       .keys = {stored_key<X25519PublicKey>(statement.blob(3)),
                                stored_key<Ed25519PublicKey>(statement.blob(4))}});
  } while (statement.step());
  std::ranges::sort(devices, {}, &KnownDevice::id);
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
