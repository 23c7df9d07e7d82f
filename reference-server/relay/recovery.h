#pragma once

#include <cstdint>
#include <optional>

#include "auth/phone.h"
#include "relay/context.h"
#include "relay/id.h"
#include "relay/invitations.h"
#include "relay/refusal.h"
#include "relay/users.h"

/// The operator's way back into an organisation whose administrators lost their devices, so that
/// nobody can approve another. It gives the organisation's administration and nothing that was ever
/// sent: no key, no message, no device of anybody else.
namespace smx::relay {

/// Invites the owner of a phone, member or not, as administrator: the device that uses it within
/// `lifetime` seconds is active at once, and no limit of members or devices keeps it out. It takes
/// the place of an open invitation of that phone and is recorded without an actor. Refusals:
/// not_found (no such organisation), already_exists (the phone is a member's of another).
[[nodiscard]] Outcome<Invitation> invite_recovery(Context& context,
                                                  const OrganisationId& organisation,
                                                  const auth::PhoneNumber& phone,
                                                  std::int64_t lifetime);

/// What the operator issued for a member's phone and is open.
[[nodiscard]] std::optional<Invitation> find_recovery(Context& context, const User& member,
                                                      const auth::PhoneNumber& phone);

/// Makes a member an administrator by it; it is used up.
void use_recovery(Context& context, User& member, const Invitation& invitation);

}  // namespace smx::relay
