#include "relay/members.h"

#include "relay/audit.h"
#include "relay/devices.h"
#include "relay/invitations.h"
#include "relay/users.h"
#include "store/database.h"

namespace smx::relay {

std::vector<Member> list_members(Context& context, const Caller& caller) {
  auto row = context.transaction.prepare(
      "SELECT user_id, role, joined_at, phone, (SELECT max(last_active_day) FROM devices"
      " WHERE devices.user_id = users.user_id) FROM users"
      " WHERE organisation_id = ? AND removed_at IS NULL ORDER BY user_id");
  row.bind(caller.organisation.text());
  const bool all = caller.role == Role::administrator;
  std::vector<Member> members;
  while (row.step()) {
    Member member{.user = UserId::stored(row.text(0)),
                  .role = static_cast<Role>(row.integer(1)),
                  .joined_at = row.integer(2),
                  .last_active_day = std::nullopt,
                  .phone = std::nullopt};
    if (all) member.phone = row.text(3);
    if (all && !row.is_null(4)) member.last_active_day = row.integer(4);
    members.push_back(std::move(member));
  }
  return members;
}

Outcome<void> remove_member(Context& context, const Caller& caller, const UserId& id) {
  if (caller.role != Role::administrator) return refuse(Problem::forbidden);
  const auto user = find_user(context, id);
  if (!user || user->organisation != caller.organisation) return refuse(Problem::not_found);
  if (!administrable_without(context, caller.organisation, id)) {
    return refuse(Problem::conflict, {{"reason", "last_administrator"}});
  }
  const std::int64_t devices = revoke_devices_of(context, caller, id);
  const std::int64_t invitations = remove_invitations_by(context, id);
  context.transaction.prepare("UPDATE users SET removed_at = ?, phone = NULL WHERE user_id = ?")
      .bind(context.now.seconds())
      .bind(id.text())
      .run();
  audit::append(context, caller.organisation,
                {.type = audit::Type::member_removed,
                 .actor = caller.user,
                 .subject = id,
                 .device = caller.device,
                 .data = {{"devices", devices}, {"invitations", invitations}}});
  log::Event event = log::event(log::EventType::member_removed);
  event.id(log::Field::org_id, caller.organisation.text());
  event.id(log::Field::sub_h8, caller.user.text());
  event.id(log::Field::subject_h8, id.text());
  event.number(log::Field::count, devices);
  context.effects.events.push_back(std::move(event));
  return {};
}

}  // namespace smx::relay
