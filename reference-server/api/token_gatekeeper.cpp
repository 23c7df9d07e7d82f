#include "api/gatekeeper.h"
#include "relay/tokens.h"

namespace smx::relay::api {

Outcome<Claims> TokenGatekeeper::verify(std::string_view access_token, Instant now) {
  auto claims = tokens_.open(access_token);
  if (!claims) return refuse(Problem::unauthenticated);
  // The tables decide again, by a clock that never goes back.
  if (auth::age_of(*claims, now) == auth::Age::over) return refuse(Problem::token_expired);
  return std::move(*claims);
}

Outcome<Caller> TokenGatekeeper::authorise(Context& context, const Claims& claims) {
  return relay::authorise(context, claims);
}

}  // namespace smx::relay::api
