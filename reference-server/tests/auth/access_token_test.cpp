#include "auth/access_token.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "auth/digest.h"
#include "tests/support/fixed_random.h"

namespace smx::relay::auth {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kNow = 1'795'219'200;

class AccessToken : public testing::Test {
 protected:
  AccessToken() {
    claims.user = UserId::draw(random);
    claims.device = DeviceId::draw(random);
    claims.organisation = OrganisationId::draw(random);
    claims.role = Role::administrator;
    claims.issued_at = kNow;
    claims.expires_at = kNow + 900;
    claims.token_id = "0123456789abcdef0123456789abcdef.0123456789abcdef";
    payload = {{"iss", "relay.test"},         {"sub", claims.user.text()},
               {"dev", claims.device.text()}, {"org", claims.organisation.text()},
               {"role", "administrator"},     {"iat", kNow},
               {"exp", kNow + 900},           {"jti", claims.token_id}};
  }

  [[nodiscard]] std::string header() const {
    return Json{{"alg", "RS256"}, {"kid", key.verifying_key().key_id()}, {"typ", "JWT"}}.dump();
  }

  /// Any header and any payload, with a genuine signature over them by the key given.
  static std::string signed_by(const SigningKey& key, std::string_view header,
                               std::string_view payload) {
    const std::string text = to_base64url(bytes_of(header)) + "." + to_base64url(bytes_of(payload));
    return text + "." + to_base64url(key.sign(bytes_of(text)));
  }
  [[nodiscard]] std::string with_header(std::string_view text) const {
    return signed_by(key, text, payload.dump());
  }
  [[nodiscard]] std::string with_payload(std::string_view text) const {
    return signed_by(key, header(), text);
  }
  [[nodiscard]] std::string with_claim(const char* name, const Json& value) const {
    Json changed = payload;
    changed[name] = value;
    return with_payload(changed.dump());
  }
  [[nodiscard]] bool opens(std::string_view token) const { return tokens.open(token).has_value(); }

  test::FixedRandom random;
  SigningKey key = *SigningKey::from_pem(SigningKey::generate_pem());
  AccessTokens tokens{key, "relay.test"};
  AccessClaims claims;
  Json payload;
};

TEST_F(AccessToken, SaysWhatWasSigned) {
  const auto opened = tokens.open(tokens.sign(claims));
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->user, claims.user);
  EXPECT_EQ(opened->device, claims.device);
  EXPECT_EQ(opened->organisation, claims.organisation);
  EXPECT_EQ(opened->role, Role::administrator);
  EXPECT_EQ(opened->issued_at, kNow);
  EXPECT_EQ(opened->expires_at, kNow + 900);
  EXPECT_EQ(opened->token_id, claims.token_id);
  EXPECT_EQ(opened->session_id(), "0123456789abcdef0123456789abcdef");
  // What the tests below forge is a token when nothing is changed.
  EXPECT_TRUE(opens(with_payload(payload.dump())));
}

TEST_F(AccessToken, TheAlgorithmIsNotTheTokensToChoose) {
  // The signatures are genuine RS256 by the relay's key: only the header can be what is refused.
  const std::string kid = key.verifying_key().key_id();
  for (const std::string& other : std::vector<std::string>{
           Json{{"alg", "none"}, {"kid", kid}, {"typ", "JWT"}}.dump(),
           Json{{"alg", "HS256"}, {"kid", kid}, {"typ", "JWT"}}.dump(),
           Json{{"alg", "RS512"}, {"kid", kid}, {"typ", "JWT"}}.dump(),
           Json{{"alg", "PS256"}, {"kid", kid}, {"typ", "JWT"}}.dump(),
           Json{{"alg", "rs256"}, {"kid", kid}, {"typ", "JWT"}}.dump(),
           Json{{"alg", "RS256"}, {"kid", "0000000000000000"}, {"typ", "JWT"}}.dump(),
           Json{{"alg", "RS256"}, {"typ", "JWT"}}.dump(),
           Json{{"alg", "RS256"}, {"kid", kid}}.dump(),
           Json{{"alg", "RS256"}, {"kid", kid}, {"typ", "JWS"}}.dump(),
           Json{{"alg", "RS256"}, {"kid", kid}, {"typ", "JWT"}, {"crit", {"x"}}}.dump(),
           Json{{"alg", "RS256"}, {"kid", kid}, {"typ", "JWT"}, {"jwk", Json::object()}}.dump(),
           R"({"alg":"none",)" + header().substr(1),
           R"({"alg":"RS256",)" + header().substr(1),
           "{}",
           "",
       }) {
    EXPECT_FALSE(opens(with_header(other))) << other;
  }
}

TEST_F(AccessToken, WithoutASignatureOfTheRelaysKeyThereIsNoToken) {
  const std::string body = to_base64url(bytes_of(payload.dump()));
  const std::string none = to_base64url(bytes_of(R"({"alg":"none","typ":"JWT"})"));
  EXPECT_FALSE(opens(none + "." + body + "."));
  EXPECT_FALSE(opens(to_base64url(bytes_of(header())) + "." + body + "."));

  // HS256 with the public key as the secret, the classic confusion.
  const std::string hs256 = to_base64url(bytes_of(
      Json{{"alg", "HS256"}, {"kid", key.verifying_key().key_id()}, {"typ", "JWT"}}.dump()));
  const std::string pem = key.verifying_key().pem();
  for (const std::string& head : {hs256, to_base64url(bytes_of(header()))}) {
    const std::string text = head + "." + body;
    EXPECT_FALSE(opens(text + "." + to_base64url(hmac_sha256(bytes_of(pem), bytes_of(text)))));
  }

  const auto other = *SigningKey::from_pem(SigningKey::generate_pem());
  EXPECT_FALSE(opens(signed_by(other, header(), payload.dump())));
}

TEST_F(AccessToken, EveryByteCounts) {
  const std::string token = tokens.sign(claims);
  for (std::size_t size = 0; size < token.size(); ++size) {
    ASSERT_FALSE(opens(token.substr(0, size))) << size;
  }
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    ASSERT_FALSE(opens(changed)) << i;
  }
}

TEST_F(AccessToken, ThreeSegmentsInTheirOneSpelling) {
  const std::string token = tokens.sign(claims);
  for (const std::string& other : std::vector<std::string>{
           token + ".", token + ".e30", "." + token, token + "=", token + "==", token + " ",
           " " + token, token + "\n", token + std::string(1, '\0'), token + token, "..", ".", "",
           std::string(100'000, 'A'), std::string(100'000, '.')}) {
    EXPECT_FALSE(opens(other)) << other.size();
  }
  // 256 bytes leave four bits of the last character to no byte.
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (std::size_t bits = 1; bits < 16; ++bits) {
    std::string other = token;
    other.back() = kAlphabet[kAlphabet.find(token.back()) + bits];
    EXPECT_FALSE(opens(other)) << bits;
  }
  std::string standard = token;
  for (char& c : standard) c = c == '-' ? '+' : c == '_' ? '/' : c;
  ASSERT_NE(standard, token);
  EXPECT_FALSE(opens(standard));
}

TEST_F(AccessToken, ClaimsAreExactlyOurs) {
  const std::string text = payload.dump();
  EXPECT_FALSE(opens(with_payload(R"({"role":"administrator",)" + text.substr(1))));
  EXPECT_FALSE(opens(with_payload(R"({"exp":9999999999,)" + text.substr(1))));
  EXPECT_FALSE(opens(with_payload(text + "{}")));
  EXPECT_FALSE(opens(with_payload("[]")));
  EXPECT_FALSE(opens(with_payload("")));
  EXPECT_FALSE(opens(with_claim("admin", true)));
  for (const auto& [name, value] : payload.items()) {
    Json without = payload;
    without.erase(name);
    EXPECT_FALSE(opens(with_payload(without.dump()))) << name;
    for (const Json& other : {Json(nullptr), Json(true), Json(1.5), Json(-1), Json("x"),
                              Json::array(), Json{{"a", 1}}}) {
      EXPECT_FALSE(opens(with_claim(name.c_str(), other))) << name << other.dump();
    }
  }
  EXPECT_FALSE(opens(with_claim("iss", "relay.tesu")));
  EXPECT_FALSE(opens(with_claim("role", "operator")));
  EXPECT_FALSE(opens(with_claim("sub", claims.device.text())));
  EXPECT_FALSE(opens(with_claim("exp", kNow)));
  EXPECT_FALSE(opens(with_claim("exp", static_cast<double>(kNow + 900))));
  EXPECT_FALSE(opens(with_claim("exp", 18'446'744'073'709'551'615u)));
  EXPECT_FALSE(opens(with_claim("jti", "0123456789ABCDEF0123456789abcdef.0123456789abcdef")));
}

TEST_F(AccessToken, LastsFrom0To899Seconds) {
  const auto at = [&](std::int64_t offset) {
    return age_of(claims, Instant::of_seconds(kNow + offset));
  };
  EXPECT_EQ(at(-1), Age::not_yet);
  EXPECT_EQ(at(0), Age::valid);
  EXPECT_EQ(at(899), Age::valid);
  EXPECT_EQ(age_of(claims, Instant{(kNow + 899) * 1000 + 999}), Age::valid);
  EXPECT_EQ(at(900), Age::over);
  EXPECT_EQ(at(901), Age::over);
}

}  // namespace
}  // namespace smx::relay::auth
