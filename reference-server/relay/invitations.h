#pragma once

#include <cstdint>
#include <optional>

#include "auth/phone.h"
#include "relay/context.h"
#include "relay/id.h"
#include "relay/refusal.h"

namespace smx::relay {

/// Who invites. Only an administrator or the relay's operator can be one.
struct Inviter {
  OrganisationId organisation;
  std::optional<UserId> invited_by;  // none: the operator
  std::optional<DeviceId> device;
};

struct Invitation {
  InvitationId id;
  OrganisationId organisation;
  Role role = Role::member;
  std::int64_t expires_at = 0;
  /// Of the relay's operator: who uses it needs nobody's approval.
  bool by_operator = false;
};

/// Lets the owner of a phone join, once and within `lifetime` seconds. One open invitation a phone
/// and organisation; one that is over makes way. Whether the phone belongs to another organisation
/// is not told: then the invitation is of no use. Refusals: already_exists (an open one, or a
/// member), quota_exceeded.
[[nodiscard]] Outcome<Invitation> invite(Context& context, const Inviter& inviter,
                                         const auth::PhoneNumber& phone, Role role,
                                         std::int64_t lifetime);

/// As above without any question: for whoever has asked those that matter. An open invitation of
/// the phone makes way, too.
[[nodiscard]] Invitation add_invitation(Context& context, const Inviter& inviter,
                                        const auth::PhoneNumber& phone, Role role,
                                        std::int64_t lifetime);

/// The open invitation that a phone would be let in by: of several, the latest.
[[nodiscard]] std::optional<Invitation> find_invitation(Context& context,
                                                        const auth::PhoneNumber& phone);

/// It was used.
void remove_invitation(Context& context, const InvitationId& invitation);

/// Those of a member who goes, who might have meant them for later; how many.
std::int64_t remove_invitations_by(Context& context, const UserId& inviter);

}  // namespace smx::relay
