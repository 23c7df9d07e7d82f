#include "relay/users.h"

#include "store/database.h"

namespace smx::relay {
namespace {

std::optional<User> read(store::Statement& row) {
  if (!row.step()) return std::nullopt;
  return User{.id = UserId::stored(row.text(0)),
              .organisation = OrganisationId::stored(row.text(1)),
              .role = static_cast<Role>(row.integer(2))};
}

}  // namespace

std::optional<User> find_user(Context& context, const UserId& user) {
  auto row = context.transaction.prepare(
      "SELECT user_id, organisation_id, role FROM users"
      " WHERE user_id = ? AND removed_at IS NULL");
  row.bind(user.text());
  return read(row);
}

std::optional<User> find_user_by_phone(Context& context, const auth::PhoneNumber& phone) {
  auto row = context.transaction.prepare(
      "SELECT user_id, organisation_id, role FROM users WHERE phone = ?");
  row.bind(phone.text());
  return read(row);
}

User add_user(Context& context, const OrganisationId& organisation, const auth::PhoneNumber& phone,
              Role role) {
  User user{.id = UserId::draw(context.random), .organisation = organisation, .role = role};
  context.transaction
      .prepare(
          "INSERT INTO users (user_id, organisation_id, phone, role, joined_at)"
          " VALUES (?, ?, ?, ?, ?)")
      .bind(user.id.text())
      .bind(organisation.text())
      .bind(phone.text())
      .bind(static_cast<std::int64_t>(role))
      .bind(context.now.seconds())
      .run();
  return user;
}

}  // namespace smx::relay
