#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "auth/phone.h"
#include "relay/context.h"
#include "relay/id.h"

namespace smx::relay {

/// A member of an organisation.
struct User {
  UserId id;
  OrganisationId organisation;
  Role role = Role::member;
};

/// Members only: not those who were removed.
[[nodiscard]] std::optional<User> find_user(Context& context, const UserId& user);
[[nodiscard]] std::optional<User> find_user_by_phone(Context& context,
                                                     const auth::PhoneNumber& phone);

/// A new one. The phone must not be another member's.
[[nodiscard]] User add_user(Context& context, const OrganisationId& organisation,
                            const auth::PhoneNumber& phone, Role role);

}  // namespace smx::relay
