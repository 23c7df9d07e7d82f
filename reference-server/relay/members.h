#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "relay/context.h"
#include "relay/id.h"
#include "relay/refusal.h"

namespace smx::relay {

struct Member {
  UserId user;
  Role role = Role::member;
  std::int64_t joined_at = 0;
  /// For administrators only: seconds of 00:00 UTC of the last active device's day, and the number.
  std::optional<std::int64_t> last_active_day;
  std::optional<std::string> phone;
};

/// Of the caller's organisation, in the order of their ids.
[[nodiscard]] std::vector<Member> list_members(Context& context, const Caller& caller);

/// All devices are revoked, the phone number is forgotten, what the member invited is void; the id
/// stays for the audit. Refusals: forbidden, not_found, conflict (nobody could administer the
/// organisation any more).
[[nodiscard]] Outcome<void> remove_member(Context& context, const Caller& caller,
                                          const UserId& user);

}  // namespace smx::relay
