#pragma once

#include <string_view>

#include "auth/access_token.h"
#include "auth/one_time_code.h"
#include "auth/phone.h"
#include "relay/context.h"
#include "relay/devices.h"
#include "relay/refusal.h"
#include "relay/tokens.h"
#include "smx/bundle.h"

namespace smx::relay {

struct Registration {
  Device device;
  Role role = Role::member;
  TokenPair tokens;
};

/// A phone is verified and a device of its owner registered. Who the owner is, in this order: the
/// member whose phone it is; the founder, if the code was for a founding; whoever was invited. Of
/// anyone else the answer is that of a wrong code.
///
/// The first device of an organisation is active, any other waits for an administrator. A phone
/// with both keys of its own device, unless that was revoked, gets this device back, pending.
///
/// Refusals: bad_signature (before the code is looked at), wrong_code (kept), key_registered,
/// quota_exceeded (members, or devices of the user), malformed_request (a one-time prekey in the
/// bundle).
[[nodiscard]] Outcome<Registration> register_device(Context& context,
                                                    const auth::AccessTokens& tokens,
                                                    const auth::CodeSecret& secret,
                                                    const auth::PhoneNumber& phone,
                                                    std::string_view code, const DeviceLabel& label,
                                                    const Bundle& bundle);

}  // namespace smx::relay
