#include "tests/support/population.h"

#include <stdexcept>

#include "relay/schema_accounts.h"
#include "relay/schema_attachments.h"
#include "relay/schema_messages.h"
#include "smx/dr_frame.h"
#include "tests/support/ed25519.h"

namespace smx::relay::test {
namespace {

Ed25519Seed seed_of(const DeviceId& device) {
  // A test's device needs no secret: whoever knows its id can sign for it.
  Ed25519Seed seed{};
  for (std::size_t i = 0; i < seed.size(); ++i) {
    seed[i] = static_cast<std::uint8_t>(device.text()[i % device.text().size()]);
  }
  return seed;
}

}  // namespace

const std::vector<std::string_view>& relay_schema() {
  static const std::vector<std::string_view> parts{kAccountsSchema, kMessagesSchema,
                                                   kAttachmentsSchema};
  return parts;
}

OrganisationId Population::organisation() {
  const OrganisationId id = OrganisationId::draw(database_.random);
  database_.database()
      .prepare("INSERT INTO organisations VALUES (?1, 'Test', ?2, NULL)")
      .bind(id.text())
      .bind(database_.clock.now().seconds())
      .run();
  return id;
}

UserId Population::user(const OrganisationId& organisation, Role role) {
  const UserId id = UserId::draw(database_.random);
  database_.database()
      .prepare(
          "INSERT INTO users (user_id, organisation_id, phone, role, joined_at) "
          "VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(id.text())
      .bind(organisation.text())
      .bind("+44" + std::to_string(7'000'000'000 + phones_++))
      .bind(static_cast<std::int64_t>(role))
      .bind(database_.clock.now().seconds())
      .run();
  return id;
}

Caller Population::device(const OrganisationId& organisation, const UserId& user,
                          DeviceStatus status) {
  Caller caller{.organisation = organisation,
                .user = user,
                .device = DeviceId::draw(database_.random),
                .role = Role::member,
                .status = status};
  {
    auto statement = database_.database().prepare("SELECT role FROM users WHERE user_id = ?1");
    statement.bind(user.text());
    if (!statement.step()) throw std::logic_error("no such user");
    caller.role = static_cast<Role>(statement.integer(0));
  }
  X25519PublicKey identity_key;
  database_.random.fill(identity_key.bytes);
  database_.database()
      .prepare(
          "INSERT INTO devices (device_id, organisation_id, user_id, class, name, status, "
          "identity_key, signing_key, registered_at, last_active_day) "
          "VALUES (?1, ?2, ?3, 'linux', '', ?4, ?5, ?6, ?7, ?7)")
      .bind(caller.device.text())
      .bind(organisation.text())
      .bind(user.text())
      .bind(static_cast<std::int64_t>(status))
      .bind_blob(identity_key.view())
      .bind_blob(ed25519_public_key(seed_of(caller.device)).view())
      .bind(database_.clock.now().seconds())
      .run();
  return caller;
}

void Population::set_status(const DeviceId& device, DeviceStatus status) {
  database_.database()
      .prepare("UPDATE devices SET status = ?2 WHERE device_id = ?1")
      .bind(device.text())
      .bind(static_cast<std::int64_t>(status))
      .run();
}

void Population::remove_user(const UserId& user) {
  database_.database()
      .prepare("UPDATE users SET removed_at = ?2, phone = NULL WHERE user_id = ?1")
      .bind(user.text())
      .bind(database_.clock.now().seconds())
      .run();
}

DeviceKeys Population::keys(const DeviceId& device) {
  auto statement = database_.database().prepare(
      "SELECT identity_key, signing_key FROM devices WHERE device_id = ?1");
  statement.bind(device.text());
  if (!statement.step()) throw std::logic_error("no such device");
  DeviceKeys keys;
  std::ranges::copy(statement.blob(0), keys.identity_key.bytes.begin());
  std::ranges::copy(statement.blob(1), keys.signing_key.bytes.begin());
  return keys;
}

SignedPrekey Population::signed_prekey(const DeviceId& device, std::string_view id) {
  SignedPrekey prekey{key_id(id), {}, {}};
  database_.random.fill(prekey.public_key.bytes);
  constexpr std::string_view label = "SemaFore-SPK-v1";
  Bytes message(label.begin(), label.end());
  const DeviceKeys owner = keys(device);
  message.insert(message.end(), owner.identity_key.bytes.begin(), owner.identity_key.bytes.end());
  message.insert(message.end(), prekey.public_key.bytes.begin(), prekey.public_key.bytes.end());
  message.insert(message.end(), id.begin(), id.end());
  prekey.signature = ed25519_sign(seed_of(device), message);
  return prekey;
}

OneTimePrekey Population::one_time_prekey(std::string_view id) {
  OneTimePrekey prekey{key_id(id), {}};
  database_.random.fill(prekey.public_key.bytes);
  return prekey;
}

std::vector<OneTimePrekey> Population::one_time_prekeys(std::string_view prefix,
                                                        std::size_t count) {
  std::vector<OneTimePrekey> prekeys;
  for (std::size_t i = 0; i < count; ++i) {
    prekeys.push_back(one_time_prekey(std::string(prefix) + "-" + std::to_string(i)));
  }
  return prekeys;
}

Bytes Population::frame(std::size_t size) {
  FrameHeader header;
  database_.random.fill(header.ratchet_key.bytes);
  const auto encoded = encode_frame_header(header);
  Bytes frame(size);
  database_.random.fill(frame);
  std::ranges::copy(encoded, frame.begin());
  return frame;
}

KeyId key_id(std::string_view text) {
  return KeyId::parse({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}).value();
}

std::vector<std::string> column(TemporaryDatabase& database, std::string_view sql) {
  auto statement = database.database().prepare(sql);
  std::vector<std::string> values;
  while (statement.step()) values.push_back(statement.text(0));
  return values;
}

std::int64_t number(TemporaryDatabase& database, std::string_view sql) {
  auto statement = database.database().prepare(sql);
  if (!statement.step()) throw std::logic_error("no row");
  return statement.integer(0);
}

}  // namespace smx::relay::test
