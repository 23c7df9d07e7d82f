#pragma once

#include <optional>
#include <string_view>

#include "auth/one_time_code.h"
#include "auth/phone.h"
#include "relay/context.h"
#include "relay/organisations.h"
#include "relay/refusal.h"

namespace smx::relay {

/// Draws a code for a phone, in place of the one before. It is sent (Effects::codes) if the phone
/// belongs to a member, has an open invitation, or founds an organisation; the answer, the limits
/// and the work are the same if it does not. Refusals: rate_limited.
[[nodiscard]] Outcome<void> send_code(Context& context, const auth::CodeSecret& secret,
                                      const auth::PhoneNumber& phone,
                                      const Founding* founding = nullptr);

/// Uses a code up; what it founds, if it does. Refusals: wrong_code (kept: a guess counts) for a
/// wrong one, one that is over or was guessed at too often, and a phone without one: all the same.
[[nodiscard]] Outcome<std::optional<Founding>> use_code(Context& context,
                                                        const auth::CodeSecret& secret,
                                                        const auth::PhoneNumber& phone,
                                                        std::string_view code);

/// Forgets codes that are over, sends that limit nothing any more, invitations, refresh tokens and
/// sessions that are over. At most `limit` rows of each; the number of rows removed.
std::size_t purge_accounts(Context& context, std::size_t limit);

}  // namespace smx::relay
