#include "api/gatekeeper.h"
#include "relay/tokens.h"

namespace smx::relay::api {

// Whether it is over is for the transaction to say, by a clock that never goes back: what is
// refused for its time here would leave no mark, and a clock set back would revive it.
Outcome<Claims> TokenGatekeeper::verify(std::string_view access_token, Instant) {
  auto claims = tokens_.open(access_token);
  if (!claims) return refuse(Problem::unauthenticated);
  return std::move(*claims);
}

Outcome<Caller> TokenGatekeeper::authorise(Context& context, const Claims& claims) {
  return relay::authorise(context, claims);
}

}  // namespace smx::relay::api
