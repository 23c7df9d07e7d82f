#include "relay/organisations.h"

#include "relay/audit.h"
#include "relay/codes.h"
#include "relay/invitations.h"
#include "relay/time_floor.h"
#include "relay/users.h"
#include "store/database.h"

namespace smx::relay {

Outcome<OrganisationId> request_founding(Context& context, const auth::CodeSecret& secret,
                                         std::string_view name, const auth::PhoneNumber& phone) {
  if (!context.policy.signup_open) return refuse(Problem::signup_closed);
  hold_time(context);
  const Founding founding{.organisation = OrganisationId::draw(context.random),
                          .name = std::string(name)};
  if (auto sent = send_code(context, secret, phone, &founding); !sent) {
    return std::unexpected(sent.error());
  }
  return founding.organisation;
}

void found_organisation(Context& context, const Founding& founding,
                        std::optional<std::int64_t> members_limit) {
  auto insert = context.transaction.prepare(
      "INSERT INTO organisations (organisation_id, name, founded_at, members_limit)"
      " VALUES (?, ?, ?, ?)");
  insert.bind(founding.organisation.text()).bind(founding.name).bind(context.now.seconds());
  if (members_limit) {
    insert.bind(*members_limit);
  } else {
    insert.bind_null();
  }
  insert.run();
  // The chain begins with whose it is.
  audit::append(context, founding.organisation,
                {.type = audit::Type::organisation_founded,
                 .data = {{"organisation_id", founding.organisation.text()}}});
}

Outcome<OrganisationId> found_by_operator(Context& context, std::string_view name,
                                          const auth::PhoneNumber& administrator) {
  hold_time(context);
  if (find_user_by_phone(context, administrator)) return refuse(Problem::already_exists);
  const Founding founding{.organisation = OrganisationId::draw(context.random),
                          .name = std::string(name)};
  found_organisation(context, founding, std::nullopt);
  auto invited = invite(
      context,
      {.organisation = founding.organisation, .invited_by = std::nullopt, .device = std::nullopt},
      administrator, Role::administrator, context.policy.invitation_seconds);
  if (!invited) return std::unexpected(invited.error());
  return founding.organisation;
}

std::optional<std::int64_t> free_places(Context& context, const OrganisationId& organisation,
                                        bool with_invitations) {
  auto row = context.transaction.prepare(
      "SELECT members_limit,"
      " (SELECT count(*) FROM users WHERE organisation_id = ?1 AND removed_at IS NULL),"
      " (SELECT count(*) FROM invitations WHERE organisation_id = ?1 AND expires_at > ?2)"
      " FROM organisations WHERE organisation_id = ?1");
  row.bind(organisation.text()).bind(context.now.seconds());
  if (!row.step() || row.is_null(0)) return std::nullopt;
  return row.integer(0) - row.integer(1) - (with_invitations ? row.integer(2) : 0);
}

}  // namespace smx::relay
