#include "relay/recovery.h"

#include "relay/organisations.h"
#include "relay/time_floor.h"
#include "store/database.h"

namespace smx::relay {
namespace {

bool is_organisation(Context& context, const OrganisationId& organisation) {
  auto row = context.transaction.prepare("SELECT 1 FROM organisations WHERE organisation_id = ?");
  row.bind(organisation.text());
  return row.step();
}

}  // namespace

Outcome<Invitation> invite_recovery(Context& context, const OrganisationId& organisation,
                                    const auth::PhoneNumber& phone, std::int64_t lifetime) {
  hold_time(context);
  if (!is_organisation(context, organisation)) return refuse(Problem::not_found);
  const auto user = find_user_by_phone(context, phone);
  if (user && user->organisation != organisation) return refuse(Problem::already_exists);
  return add_invitation(
      context, {.organisation = organisation, .invited_by = std::nullopt, .device = std::nullopt},
      phone, Role::administrator, lifetime);
}

std::optional<Invitation> find_recovery(Context& context, const User& member,
                                        const auth::PhoneNumber& phone) {
  auto row = context.transaction.prepare(
      "SELECT invitation_id, expires_at FROM invitations WHERE organisation_id = ? AND phone = ?"
      " AND expires_at > ? AND invited_by IS NULL");
  row.bind(member.organisation.text()).bind(phone.text()).bind(context.now.seconds());
  if (!row.step()) return std::nullopt;
  return Invitation{.id = InvitationId::stored(row.text(0)),
                    .organisation = member.organisation,
                    .role = Role::administrator,
                    .expires_at = row.integer(1),
                    .by_operator = true};
}

void use_recovery(Context& context, User& member, const Invitation& invitation) {
  member.role = Role::administrator;
  context.transaction.prepare("UPDATE users SET role = ? WHERE user_id = ?")
      .bind(static_cast<std::int64_t>(member.role))
      .bind(member.id.text())
      .run();
  remove_invitation(context, invitation.id);
}

}  // namespace smx::relay
