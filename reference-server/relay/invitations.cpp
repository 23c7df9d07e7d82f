#include "relay/invitations.h"

#include "relay/audit.h"
#include "relay/organisations.h"
#include "relay/roles.h"
#include "relay/users.h"
#include "store/database.h"

namespace smx::relay {
namespace {

bool is_invited(Context& context, const OrganisationId& organisation,
                const auth::PhoneNumber& phone) {
  auto row = context.transaction.prepare(
      "SELECT 1 FROM invitations WHERE organisation_id = ? AND phone = ? AND expires_at > ?");
  row.bind(organisation.text()).bind(phone.text()).bind(context.now.seconds());
  return row.step();
}

void record(Context& context, const Inviter& inviter, const Invitation& invitation) {
  audit::append(context, inviter.organisation,
                {.type = audit::Type::member_invited,
                 .actor = inviter.invited_by,
                 .device = inviter.device,
                 .data = {{"invitation_id", invitation.id.text()},
                          {"role", role_name(invitation.role)},
                          {"expires_at", invitation.expires_at}}});
  log::Event event = log::event(log::EventType::member_invited);
  event.id(log::Field::org_id, inviter.organisation.text());
  event.id(log::Field::invitation_h8, invitation.id.text());
  if (inviter.invited_by) event.id(log::Field::sub_h8, inviter.invited_by->text());
  if (inviter.device) event.id(log::Field::device_h8, inviter.device->text());
  context.effects.events.push_back(std::move(event));
}

}  // namespace

Outcome<Invitation> invite(Context& context, const Inviter& inviter, const auth::PhoneNumber& phone,
                           Role role, std::int64_t lifetime) {
  const auto user = find_user_by_phone(context, phone);
  if (user && user->organisation == inviter.organisation) return refuse(Problem::already_exists);
  if (is_invited(context, inviter.organisation, phone)) return refuse(Problem::already_exists);
  if (const auto places = free_places(context, inviter.organisation, true); places && *places < 1) {
    return refuse(Problem::quota_exceeded, {{"quota", "members"}});
  }
  return add_invitation(context, inviter, phone, role, lifetime);
}

Invitation add_invitation(Context& context, const Inviter& inviter, const auth::PhoneNumber& phone,
                          Role role, std::int64_t lifetime) {
  const Invitation invitation{.id = InvitationId::draw(context.random),
                              .organisation = inviter.organisation,
                              .role = role,
                              .expires_at = context.now.seconds() + lifetime,
                              .by_operator = !inviter.invited_by};
  context.transaction.prepare("DELETE FROM invitations WHERE organisation_id = ? AND phone = ?")
      .bind(inviter.organisation.text())
      .bind(phone.text())
      .run();
  auto insert = context.transaction.prepare(
      "INSERT INTO invitations (invitation_id, organisation_id, phone, role, created_at,"
      " expires_at, invited_by) VALUES (?, ?, ?, ?, ?, ?, ?)");
  insert.bind(invitation.id.text()).bind(inviter.organisation.text()).bind(phone.text());
  insert.bind(static_cast<std::int64_t>(role)).bind(context.now.seconds());
  insert.bind(invitation.expires_at);
  if (inviter.invited_by) {
    insert.bind(inviter.invited_by->text());
  } else {
    insert.bind_null();
  }
  insert.run();
  record(context, inviter, invitation);
  return invitation;
}

std::optional<Invitation> find_invitation(Context& context, const auth::PhoneNumber& phone) {
  auto row = context.transaction.prepare(
      "SELECT invitation_id, organisation_id, role, expires_at, invited_by FROM invitations"
      " WHERE phone = ? AND expires_at > ? ORDER BY created_at DESC, invitation_id LIMIT 1");
  row.bind(phone.text()).bind(context.now.seconds());
  if (!row.step()) return std::nullopt;
  return Invitation{.id = InvitationId::stored(row.text(0)),
                    .organisation = OrganisationId::stored(row.text(1)),
                    .role = static_cast<Role>(row.integer(2)),
                    .expires_at = row.integer(3),
                    .by_operator = row.is_null(4)};
}

void remove_invitation(Context& context, const InvitationId& invitation) {
  context.transaction.prepare("DELETE FROM invitations WHERE invitation_id = ?")
      .bind(invitation.text())
      .run();
}

std::int64_t remove_invitations_by(Context& context, const UserId& inviter) {
  return context.transaction.prepare("DELETE FROM invitations WHERE invited_by = ?")
      .bind(inviter.text())
      .run();
}

}  // namespace smx::relay
