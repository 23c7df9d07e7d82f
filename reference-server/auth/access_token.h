#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/signing_key.h"
#include "relay/clock.h"
#include "relay/context.h"
#include "relay/id.h"

namespace smx::relay::auth {

/// What an access token says. Genuine does not mean valid: `relay::authorise` decides that against
/// the tables and the time.
struct AccessClaims {
  UserId user;
  DeviceId device;
  OrganisationId organisation;
  Role role = Role::member;
  std::int64_t issued_at = 0;
  std::int64_t expires_at = 0;
  /// "jti": the session's id, a dot, and 16 hex digits of the token's own.
  std::string token_id;

  /// The session (family of refresh tokens) that it came of: 32 hex digits.
  [[nodiscard]] std::string_view session_id() const noexcept {
    return std::string_view(token_id).substr(0, 32);
  }
};

enum class Age : std::uint8_t { not_yet, valid, over };

/// At `expires_at` it is over; before `issued_at` it is not yet valid. No allowance for clocks that
/// differ: there is one clock, the relay's.
[[nodiscard]] Age age_of(const AccessClaims& claims, Instant now) noexcept;

/// Signs and opens access tokens: JWTs in compact form, RS256.
class AccessTokens {
 public:
  AccessTokens(SigningKey key, std::string issuer);

  [[nodiscard]] std::string sign(const AccessClaims& claims) const;

  /// The claims of a token that this key signed for this issuer; nothing for any other text. The
  /// header must be, byte for byte, the one that `sign` writes, so no algorithm can be chosen from
  /// outside; nothing is parsed before the signature is verified. Does not look at the time.
  [[nodiscard]] std::optional<AccessClaims> open(std::string_view token) const;

  [[nodiscard]] const SigningKey& key() const noexcept { return key_; }

 private:
  SigningKey key_;
  std::string issuer_;
  std::string header_;  // base64url
};

}  // namespace smx::relay::auth
