#pragma once

#include <string_view>

#include "auth/access_token.h"
#include "relay/clock.h"
#include "relay/context.h"
#include "relay/refusal.h"

namespace smx::relay::api {

using Claims = auth::AccessClaims;

/// Tells who asks, in two steps: the token alone, on the caller's thread and without the storage;
/// then the tables, inside the transaction of the operation that it is asked for.
class Gatekeeper {
 public:
  virtual ~Gatekeeper() = default;
  /// unauthenticated for every token that is not ours. One that is over may be refused here
  /// (token_expired) or by authorise().
  [[nodiscard]] virtual Outcome<Claims> verify(std::string_view access_token, Instant now) = 0;
  /// The device as the tables know it now; token_expired. Does not judge whether role and status
  /// suffice.
  [[nodiscard]] virtual Outcome<Caller> authorise(Context& context, const Claims& claims) = 0;
};

/// By the relay's own tokens and tables.
class TokenGatekeeper final : public Gatekeeper {
 public:
  /// `tokens` must outlive it.
  explicit TokenGatekeeper(const auth::AccessTokens& tokens) : tokens_(tokens) {}
  [[nodiscard]] Outcome<Claims> verify(std::string_view access_token, Instant now) override;
  [[nodiscard]] Outcome<Caller> authorise(Context& context, const Claims& claims) override;

 private:
  const auth::AccessTokens& tokens_;
};

}  // namespace smx::relay::api
