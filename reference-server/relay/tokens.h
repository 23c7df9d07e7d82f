#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "auth/access_token.h"
#include "relay/context.h"
#include "relay/refusal.h"

namespace smx::relay {

/// Decides whether the bearer of these claims may ask for anything now: the token is neither over
/// nor from the future, its session stands, its device exists, is that user's and organisation's
/// and is not revoked, and the user is not removed. All refusals but `token_expired` are the same
/// `unauthenticated`, byte for byte. Role and status are those of the tables, never the token's.
///
/// Also raises `context.now` to the latest second that the relay has acted in (relay/time_floor.h),
/// and notes the day of the device's last activity.
[[nodiscard]] Outcome<Caller> authorise(Context& context, const auth::AccessClaims& claims);

/// What a client is given. Secret: never logged.
struct TokenPair {
  std::string access_token;
  std::int64_t access_token_expires_at = 0;
  std::string refresh_token;
  std::int64_t refresh_token_expires_at = 0;
};

/// Opens a session for a device whose phone was verified just now; the device's earlier sessions
/// end.
[[nodiscard]] TokenPair open_session(Context& context, const auth::AccessTokens& tokens,
                                     const Caller& caller);

/// Gives the next pair for a refresh token, which is used up by it. One that was used before voids
/// its session (`token_reused`, kept): both who stole it and who owned it have to verify again.
/// Unknown, over, and of a revoked device: `unauthenticated`.
[[nodiscard]] Outcome<TokenPair> refresh_session(Context& context, const auth::AccessTokens& tokens,
                                                 std::string_view refresh_token);

/// Ends all sessions of a device.
void close_sessions(Context& context, const DeviceId& device);

}  // namespace smx::relay
