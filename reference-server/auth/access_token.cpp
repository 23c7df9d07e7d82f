#include "auth/access_token.h"

#include <algorithm>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <utility>

#include "auth/strict_json.h"
#include "relay/roles.h"

namespace smx::relay::auth {
namespace {

using Json = nlohmann::json;

// A header, some 300 bytes of claims, and the signature of a 16,384-bit key would fit.
constexpr std::size_t kMaxTokenSize = 4096;

bool is_hex(std::string_view text, std::size_t size) {
  return text.size() == size && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool is_token_id(std::string_view text) {
  return text.size() == 49 && is_hex(text.substr(0, 32), 32) && text[32] == '.' &&
         is_hex(text.substr(33), 16);
}

std::optional<AccessClaims> read(const Json& claims, std::string_view issuer) {
  constexpr std::size_t kClaims = 8;
  if (!claims.is_object() || claims.size() != kClaims) return std::nullopt;
  const auto text = [&](const char* name) -> std::string {
    const auto found = claims.find(name);
    return found != claims.end() && found->is_string() ? found->get<std::string>() : "";
  };
  const auto seconds = [&](const char* name) -> std::int64_t {
    const auto found = claims.find(name);
    return found != claims.end() && found->is_number_unsigned() ? found->get<std::int64_t>() : -1;
  };
  const auto user = UserId::parse(text("sub"));
  const auto device = DeviceId::parse(text("dev"));
  const auto organisation = OrganisationId::parse(text("org"));
  const auto role = parse_role(text("role"));
  const std::int64_t issued_at = seconds("iat");
  const std::int64_t expires_at = seconds("exp");
  std::string token_id = text("jti");
  if (!user || !device || !organisation || !role || text("iss") != issuer || issued_at < 0 ||
      expires_at <= issued_at || !is_token_id(token_id)) {
    return std::nullopt;
  }
  return AccessClaims{.user = *user,
                      .device = *device,
                      .organisation = *organisation,
                      .role = *role,
                      .issued_at = issued_at,
                      .expires_at = expires_at,
                      .token_id = std::move(token_id)};
}

}  // namespace

Age age_of(const AccessClaims& claims, Instant now) noexcept {
  if (now.seconds() < claims.issued_at) return Age::not_yet;
  return now.seconds() < claims.expires_at ? Age::valid : Age::over;
}

AccessTokens::AccessTokens(SigningKey key, std::string issuer)
    : key_(std::move(key)), issuer_(std::move(issuer)) {
  const Json header{{"alg", "RS256"}, {"kid", key_.verifying_key().key_id()}, {"typ", "JWT"}};
  header_ = to_base64url(bytes_of(header.dump()));
}

std::string AccessTokens::sign(const AccessClaims& claims) const {
  const Json payload{
      {"iss", issuer_},
      {"sub", claims.user.text()},
      {"dev", claims.device.text()},
      {"org", claims.organisation.text()},
      {"role", role_name(claims.role)},
      {"iat", claims.issued_at},
      {"exp", claims.expires_at},
      {"jti", claims.token_id},
  };
  std::string token = header_ + "." + to_base64url(bytes_of(payload.dump()));
  const Bytes signature = key_.sign(bytes_of(token));
  return token + "." + to_base64url(signature);
}

std::optional<AccessClaims> AccessTokens::open(std::string_view token) const {
  if (token.size() > kMaxTokenSize || std::ranges::count(token, '.') != 2) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  const std::string_view payload = token.substr(first + 1, second - first - 1);

  if (token.substr(0, first) != header_) return std::nullopt;
  const auto signature = from_base64url(token.substr(second + 1));
  if (!signature || !key_.verifying_key().verify(bytes_of(token.substr(0, second)), *signature)) {
    return std::nullopt;
  }
  const auto bytes = from_base64url(payload);
  if (!bytes) return std::nullopt;
  const auto claims = parse_strict_json(text_of(*bytes));
  if (!claims) return std::nullopt;
  return read(*claims, issuer_);
}

}  // namespace smx::relay::auth
