#include "auth/refresh_token.h"

#include <array>
#include <cstddef>

namespace smx::relay::auth {
namespace {

constexpr std::size_t kTokenSize = 32;
constexpr std::size_t kTextSize = 43;

}  // namespace

std::string draw_refresh_token(Random& random) {
  std::array<std::uint8_t, kTokenSize> bytes{};
  random.fill(bytes);
  return to_base64url(bytes);
}

std::optional<Digest> refresh_token_hash(std::string_view token) {
  if (token.size() != kTextSize) return std::nullopt;
  const auto bytes = from_base64url(token);
  if (!bytes || bytes->size() != kTokenSize) return std::nullopt;
  return sha256(*bytes);
}

}  // namespace smx::relay::auth
