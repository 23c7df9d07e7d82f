#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/one_time_code.h"
#include "auth/phone.h"
#include "relay/context.h"
#include "relay/id.h"
#include "relay/refusal.h"

namespace smx::relay {

/// An organisation that will be when a phone is verified.
struct Founding {
  OrganisationId organisation;
  std::string name;
};

/// Somebody wants to found an organisation: a code goes to the phone, and what is founded waits in
/// it. Of a phone that belongs to a member already nothing will be founded; the answer is the same.
/// Refusals: signup_closed, rate_limited.
[[nodiscard]] Outcome<OrganisationId> request_founding(Context& context,
                                                       const auth::CodeSecret& secret,
                                                       std::string_view name,
                                                       const auth::PhoneNumber& phone);

/// The organisation itself. `members_limit`: none for those of the operator.
void found_organisation(Context& context, const Founding& founding,
                        std::optional<std::int64_t> members_limit);

/// For the operator of a relay with closed signup: founds it without a limit of members, with an
/// invitation for its first administrator. Refusals: already_exists (the phone is a member's).
[[nodiscard]] Outcome<OrganisationId> found_by_operator(Context& context, std::string_view name,
                                                        const auth::PhoneNumber& administrator);

/// How many more people may join, with open invitations counted as people if `with_invitations`.
/// Nothing where there is no limit.
[[nodiscard]] std::optional<std::int64_t> free_places(Context& context,
                                                      const OrganisationId& organisation,
                                                      bool with_invitations);

}  // namespace smx::relay
