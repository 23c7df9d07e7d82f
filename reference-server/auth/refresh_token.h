#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "auth/digest.h"
#include "relay/random.h"

namespace smx::relay::auth {

/// 32 random bytes as base64url, 43 characters. Only its SHA-256 is stored: with 256 bits of its
/// own it needs no key.
[[nodiscard]] std::string draw_refresh_token(Random& random);

/// What the token is stored under; nothing for a text that is not of that form.
[[nodiscard]] std::optional<Digest> refresh_token_hash(std::string_view token);

}  // namespace smx::relay::auth
