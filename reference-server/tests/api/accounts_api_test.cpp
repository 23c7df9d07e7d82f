// The account routes through the router and the executor: all but the sockets.
#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "api/audit_api.h"
#include "api/auth_api.h"
#include "api/devices_api.h"
#include "api/gatekeeper.h"
#include "api/key_fields.h"
#include "api/members_api.h"
#include "api/organisations_api.h"
#include "api/router.h"
#include "store/executor.h"
#include "tests/support/accounts.h"

namespace smx::relay::api {
namespace {

using Json = nlohmann::json;

/// Keeps what would leave the relay.
class Outbox final : public EffectsSink {
 public:
  void apply(Effects&& effects) override {
    for (CodeMessage& code : effects.codes) codes.push_back(std::move(code));
    for (DeviceId& device : effects.cut) cut.push_back(std::move(device));
  }
  std::vector<CodeMessage> codes;
  std::vector<DeviceId> cut;
};

struct Someone {
  std::string phone;
  Json keys;
  Json session;

  [[nodiscard]] std::string token() const { return session.at("access_token"); }
  [[nodiscard]] std::string device() const { return session.at("device_id"); }
  [[nodiscard]] std::string user() const { return session.at("user_id"); }
};

class AccountsApi : public testing::Test {
 protected:
  AccountsApi() {
    Policy& policy = relay.database.policy;
    policy.requests_per_second = policy.request_burst = 1e6;
    policy.open_requests_per_second = policy.open_request_burst = 1e6;
    executor.emplace(relay.database.database(), relay.database.clock, relay.database.random,
                     policy);
    router.emplace(*executor, gatekeeper, outbox, relay.database.clock, policy);
    for (std::vector<Route>& routes : all_routes()) router->add(std::move(routes));
  }

  std::vector<std::vector<Route>> all_routes() {
    return {auth_routes(relay.tokens, relay.secret), organisations_routes(relay.secret),
            members_routes(), devices_routes(), audit_routes(relay.tokens.key())};
  }

  Response ask(Method method, std::string_view target, const Json& body = nullptr,
               std::string_view token = "") {
    Request request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    if (const auto query = target.find('?'); query != target.npos) {
      const std::string_view pair = target.substr(query + 1);
      request.query.emplace(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
    }
    if (!token.empty()) request.headers.emplace("authorization", "Bearer " + std::string(token));
    if (!body.is_null()) request.body = body.is_string() ? body.get<std::string>() : body.dump();
    request.address = "192.0.2.1";
    std::optional<Response> response;
    router->dispatch(std::move(request),
                     [&](Served&& served) { response = std::move(served.response); });
    executor->drain();
    return response.value();
  }
  Response post(std::string_view target, const Json& body, std::string_view token = "") {
    return ask(Method::post, target, body, token);
  }
  Response get(std::string_view target, std::string_view token) {
    return ask(Method::get, target, nullptr, token);
  }

  /// All that a client sees.
  static std::string bytes(const Response& response) {
    std::string text = std::to_string(response.status) + response.content_type + response.octets +
                       response.body.dump();
    for (const auto& [name, value] : response.headers) text += name + ":" + value;
    return text;
  }
  static std::string problem(const Response& response) {
    return response.body.contains("error") ? response.body["error"]["code"].get<std::string>()
                                           : std::to_string(response.status);
  }

  Json new_keys() { return bundle_json(test::signed_bundle(bundles)); }
  Json verification(const std::string& phone, const std::string& code, const Json& keys) {
    return {{"phone", phone},
            {"code", code},
            {"device", {{"class", "linux"}, {"name", "desk"}, {"bundle", keys}}}};
  }
  Someone verified(const std::string& phone) {
    const std::string code = outbox.codes.empty() ? "000000" : outbox.codes.back().code;
    Json keys = new_keys();
    Response response = post("/v1/auth/verify", verification(phone, code, keys));
    EXPECT_EQ(response.status, 201) << response.body.dump();
    return {phone, std::move(keys), std::move(response.body)};
  }
  Someone found(std::string_view name = "Acme") {
    const std::string phone = relay.new_phone().text();
    EXPECT_EQ(post("/v1/organisations", {{"name", name}, {"phone", phone}}).status, 202);
    return verified(phone);
  }
  Someone join(const Someone& administrator, bool approved = true) {
    const std::string phone = relay.new_phone().text();
    EXPECT_EQ(post("/v1/members/invitations", {{"phone", phone}}, administrator.token()).status,
              201);
    EXPECT_EQ(bytes(post("/v1/auth/code", {{"phone", phone}})), "202application/json{}");
    Someone person = verified(phone);
    if (approved) {
      EXPECT_EQ(
          post("/v1/devices/" + person.device() + "/approve", Json::object(), administrator.token())
              .status,
          200);
    }
    return person;
  }

  test::Accounts relay;
  test::FixedRandom bundles{7};
  Outbox outbox;
  TokenGatekeeper gatekeeper{relay.tokens};
  std::optional<store::Executor> executor;
  std::optional<Router> router;
};

TEST_F(AccountsApi, FromFoundingToRevocation) {
  const Someone admin = found();
  EXPECT_EQ(admin.session.at("device_status"), "active");
  EXPECT_EQ(admin.session.at("role"), "administrator");
  EXPECT_EQ(admin.session.at("access_token_expires_at"), test::ManualClock::kStart + 900);

  const Someone member = join(admin, false);
  EXPECT_EQ(member.session.at("device_status"), "pending");
  EXPECT_EQ(problem(get("/v1/members", member.token())), "device_pending");
  EXPECT_EQ(get("/v1/devices/self", member.token()).body.at("device_status"), "pending");
  Response devices = get("/v1/devices?status=pending", admin.token());
  ASSERT_EQ(devices.body.at("devices").size(), 1u);
  EXPECT_EQ(devices.body["devices"][0].at("device_id"), member.device());
  EXPECT_EQ(devices.body["devices"][0].at("name"), "desk");
  EXPECT_EQ(post("/v1/devices/" + member.device() + "/approve", Json::object(), admin.token())
                .body.at("device_status"),
            "active");
  EXPECT_EQ(get("/v1/members", member.token()).body.at("members").size(), 2u);
  EXPECT_FALSE(get("/v1/members", member.token()).body["members"][0].contains("phone"));
  EXPECT_TRUE(get("/v1/members", admin.token()).body["members"][0].contains("phone"));

  const Response pair =
      post("/v1/auth/refresh", {{"refresh_token", member.session.at("refresh_token")}});
  EXPECT_EQ(pair.status, 200);
  EXPECT_EQ(pair.body.size(), 4u);

  EXPECT_EQ(post("/v1/devices/" + member.device() + "/revoke", Json::object(), member.token())
                .body.at("device_status"),
            "revoked");
  EXPECT_EQ(outbox.cut, std::vector{DeviceId::stored(member.device())});
  EXPECT_EQ(problem(get("/v1/members", pair.body.at("access_token").get<std::string>())),
            "unauthenticated");
  EXPECT_EQ(ask(Method::remove, "/v1/members/" + member.user(), nullptr, admin.token()).status,
            204);
  EXPECT_EQ(get("/v1/members", admin.token()).body.at("members").size(), 1u);
}

// Whoever may not ask learns nothing from the answer.
TEST_F(AccountsApi, WhyATokenIsRefusedIsNotTold) {
  const Someone admin = found();
  const Someone revoked = join(admin);
  const Someone removed = join(admin);
  post("/v1/devices/" + revoked.device() + "/revoke", Json::object(), admin.token());
  ask(Method::remove, "/v1/members/" + removed.user(), nullptr, admin.token());

  auth::AccessClaims unknown = *relay.tokens.open(admin.token());
  unknown.device = DeviceId::draw(bundles);
  auth::AccessClaims future = *relay.tokens.open(admin.token());
  future.issued_at += 60;
  future.expires_at += 60;
  const auth::AccessTokens others(*auth::SigningKey::from_pem(auth::SigningKey::generate_pem()),
                                  "relay.test");
  std::string changed = admin.token();
  changed[changed.size() / 2] = changed[changed.size() / 2] == 'A' ? 'B' : 'A';

  const std::string expected = bytes(get("/v1/members", ""));
  EXPECT_EQ(expected.substr(0, 3), "401");
  EXPECT_NE(expected.find("\"detail\":null"), std::string::npos);
  for (const std::string& token :
       {std::string("x"), changed, relay.tokens.sign(unknown), relay.tokens.sign(future),
        others.sign(*relay.tokens.open(admin.token())), revoked.token(), removed.token()}) {
    EXPECT_EQ(bytes(get("/v1/members", token)), expected);
    EXPECT_EQ(bytes(get("/v1/devices", token)), expected);
    EXPECT_EQ(bytes(post("/v1/auth/refresh", {{"refresh_token", token}})), expected);
  }
  EXPECT_EQ(
      bytes(post("/v1/auth/refresh", {{"refresh_token", revoked.session.at("refresh_token")}})),
      expected);
}

TEST_F(AccountsApi, WhetherAPhoneIsKnownIsNotTold) {
  const Someone admin = found();
  const std::string invited = relay.new_phone().text();
  const std::string unknown = relay.new_phone().text();
  post("/v1/members/invitations", {{"phone", invited}}, admin.token());
  relay.database.clock.advance_seconds(3600);  // the founding's own code is not counted
  for (int i = 0; i < 7; ++i) {
    const std::string expected = bytes(post("/v1/auth/code", {{"phone", unknown}}));
    EXPECT_EQ(expected.substr(0, 3), i < 5 ? "202" : "429");
    EXPECT_EQ(bytes(post("/v1/auth/code", {{"phone", admin.phone}})), expected);
    EXPECT_EQ(bytes(post("/v1/auth/code", {{"phone", invited}})), expected);
  }
  EXPECT_EQ(outbox.codes.size(), 1u + 10u);
  const Json keys = new_keys();
  for (int i = 0; i < 7; ++i) {
    // One that is never drawn for any of them with this seed.
    const std::string wrong = "00000" + std::to_string(i);
    const std::string expected = bytes(post("/v1/auth/verify", verification(unknown, wrong, keys)));
    EXPECT_EQ(expected.substr(0, 3), "401");
    EXPECT_NE(expected.find("wrong_code"), std::string::npos);
    EXPECT_EQ(bytes(post("/v1/auth/verify", verification(admin.phone, wrong, keys))), expected);
    EXPECT_EQ(bytes(post("/v1/auth/verify", verification(invited, wrong, keys))), expected);
    EXPECT_EQ(bytes(post("/v1/auth/verify", verification(relay.new_phone().text(), wrong, keys))),
              expected);
  }
}

// By the whole way of a request.
TEST_F(AccountsApi, AnAccessTokenIsOverAfter15MinutesForGood) {
  const Someone admin = found();
  relay.database.clock.advance_seconds(899);
  EXPECT_EQ(get("/v1/members", admin.token()).status, 200);
  relay.database.clock.advance_seconds(1);
  EXPECT_EQ(problem(get("/v1/members", admin.token())), "token_expired");
  relay.database.clock.advance_seconds(-600);
  EXPECT_EQ(problem(get("/v1/members", admin.token())), "token_expired");
}

TEST_F(AccountsApi, AGuessCountsAlthoughItIsRefused) {
  const Someone admin = found();
  post("/v1/auth/code", {{"phone", admin.phone}});
  const std::string code = outbox.codes.back().code;
  const std::string wrong = code == "000000" ? "000001" : "000000";
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(problem(post("/v1/auth/verify", verification(admin.phone, wrong, new_keys()))),
              "wrong_code");
  }
  EXPECT_EQ(problem(post("/v1/auth/verify", verification(admin.phone, code, new_keys()))),
            "wrong_code");
}

TEST_F(AccountsApi, ARefreshTokenUsedTwiceEndsItsSession) {
  const Someone admin = found();
  const Json first{{"refresh_token", admin.session.at("refresh_token")}};
  const Response second = post("/v1/auth/refresh", first);
  EXPECT_EQ(problem(post("/v1/auth/refresh", first)), "token_reused");
  EXPECT_EQ(problem(get("/v1/members", second.body.at("access_token").get<std::string>())),
            "unauthenticated");
  EXPECT_EQ(problem(post("/v1/auth/refresh", {{"refresh_token", second.body.at("refresh_token")}})),
            "token_reused");
  EXPECT_EQ(outbox.cut.size(), 1u);
}

/// Every request that is for administrators, with ids of `target`'s.
std::vector<std::pair<Method, std::string>> administration(const Someone& target) {
  return {{Method::post, "/v1/members/invitations"},
          {Method::remove, "/v1/members/" + target.user()},
          {Method::get, "/v1/devices"},
          {Method::post, "/v1/devices/" + target.device() + "/approve"},
          {Method::get, "/v1/audit"},
          {Method::get, "/v1/audit/export"}};
}

TEST_F(AccountsApi, AdministrationIsForAdministrators) {
  const Someone admin = found();
  const Someone member = join(admin);
  const Someone pending = join(admin, false);
  std::size_t administrators = 0;
  for (const std::vector<Route>& routes : all_routes()) {
    for (const Route& route : routes) administrators += route.access == Access::administrator;
  }
  EXPECT_EQ(administration(admin).size(), administrators);
  for (const auto& [method, target] : administration(pending)) {
    EXPECT_EQ(problem(ask(method, target, Json::object(), member.token())), "forbidden") << target;
    EXPECT_EQ(problem(ask(method, target, Json::object(), pending.token())), "device_pending")
        << target;
    EXPECT_EQ(problem(ask(method, target, Json::object())), "unauthenticated") << target;
  }
  EXPECT_EQ(
      problem(post("/v1/devices/" + admin.device() + "/revoke", Json::object(), member.token())),
      "forbidden");
}

TEST_F(AccountsApi, NothingOfAnotherOrganisationIsThere) {
  const Someone admin = found();
  const Someone member = join(admin);
  const Someone pending = join(admin, false);
  const Someone stranger = found("Other");
  for (const std::string& target :
       {"/v1/devices/" + pending.device() + "/approve",
        "/v1/devices/" + member.device() + "/revoke", "/v1/devices/" + admin.device() + "/revoke",
        std::string("/v1/devices/dev_0123456789abcdef0123456789abcdef/approve"),
        std::string("/v1/devices/none/revoke")}) {
    EXPECT_EQ(problem(post(target, Json::object(), stranger.token())), "not_found") << target;
  }
  for (const std::string& user : {member.user(), admin.user(), std::string("usr_0")}) {
    EXPECT_EQ(problem(ask(Method::remove, "/v1/members/" + user, nullptr, stranger.token())),
              "not_found");
  }
  const std::string seen = get("/v1/members", stranger.token()).body.dump() +
                           get("/v1/devices", stranger.token()).body.dump() +
                           get("/v1/audit", stranger.token()).body.dump() +
                           get("/v1/audit/export", stranger.token()).octets;
  EXPECT_NE(seen.find(stranger.user()), std::string::npos);
  for (const Someone& other : {admin, member, pending}) {
    EXPECT_EQ(seen.find(other.user()), std::string::npos);
    EXPECT_EQ(seen.find(other.device()), std::string::npos);
    EXPECT_EQ(seen.find(other.phone), std::string::npos);
  }
  EXPECT_EQ(get("/v1/members", member.token()).status, 200);
  EXPECT_EQ(get("/v1/devices/self", pending.token()).body.at("device_status"), "pending");
}

// Claims 71 and 72: there is no way to reset, recover or export anybody's keys. What there is:
TEST_F(AccountsApi, TheseRoutesAndNoOthers) {
  std::set<std::string> found_routes;
  for (const std::vector<Route>& routes : all_routes()) {
    for (const Route& route : routes) {
      found_routes.insert(std::string(method_name(route.method)) + " " +
                          std::string(route.pattern));
    }
  }
  EXPECT_EQ(found_routes,
            (std::set<std::string>{
                "POST /v1/organisations", "POST /v1/auth/code", "POST /v1/auth/verify",
                "POST /v1/auth/refresh", "POST /v1/members/invitations", "GET /v1/members",
                "DELETE /v1/members/{user_id}", "GET /v1/devices/self", "GET /v1/devices",
                "POST /v1/devices/{device_id}/approve", "POST /v1/devices/{device_id}/revoke",
                "GET /v1/audit", "GET /v1/audit/export"}));
  // And an administrator who takes another's phone over gets no device of theirs approved by it.
  const Someone admin = found();
  const Someone member = join(admin);
  post("/v1/auth/code", {{"phone", member.phone}});
  EXPECT_EQ(verified(member.phone).session.at("device_status"), "pending");
}

TEST_F(AccountsApi, BodiesAreReadStrictly) {
  const Someone admin = found();
  const Json good = verification("+447700900999", "123456", new_keys());
  const auto refused_field = [&](std::string_view target, const Json& body) {
    const Response response = post(target, body, admin.token());
    EXPECT_EQ(response.status, 400) << body.dump();
    const Json& detail = response.body["error"]["detail"];
    return detail.is_object() && detail.contains("field") ? detail["field"].get<std::string>()
                                                          : std::string("none");
  };
  const auto with = [&](const char* pointer, const Json& value) {
    Json changed = good;
    changed[Json::json_pointer(pointer)] = value;
    return refused_field("/v1/auth/verify", changed);
  };
  EXPECT_EQ(with("/phone", 447700900999), "phone");
  EXPECT_EQ(with("/phone", "447700900999"), "phone");
  EXPECT_EQ(with("/code", 123456), "code");
  EXPECT_EQ(with("/code", "12345"), "code");
  EXPECT_EQ(with("/device", "linux"), "device");
  EXPECT_EQ(with("/device/class", "toaster"), "device.class");
  EXPECT_EQ(with("/device/name", std::string(65, 'x')), "device.name");
  EXPECT_EQ(with("/device/bundle/identity_key", "AAAA"), "device.bundle.identity_key");
  EXPECT_EQ(with("/device/bundle/signed_prekey/signature", nullptr),
            "device.bundle.signed_prekey.signature");
  EXPECT_EQ(with("/device/bundle/one_time_prekey", Json::object()), "device.bundle");
  EXPECT_EQ(with("/device/extra", 1), "device");
  EXPECT_EQ(with("/extra", 1), "");
  EXPECT_EQ(refused_field("/v1/auth/code", {{"phone", "+44 7700"}}), "phone");
  EXPECT_EQ(refused_field("/v1/organisations", {{"name", ""}, {"phone", "+447700900999"}}), "name");
  EXPECT_EQ(
      refused_field("/v1/members/invitations", {{"phone", "+447700900999"}, {"role", "operator"}}),
      "role");
  EXPECT_EQ(
      refused_field("/v1/members/invitations", {{"phone", "+447700900999"}, {"expires_in", 59}}),
      "expires_in");
  EXPECT_EQ(refused_field("/v1/devices/" + admin.device() + "/approve", {{"force", true}}), "");
  EXPECT_EQ(post("/v1/auth/code", R"({"phone":"+447700900999","phone":"+447700900998"})").status,
            400);
  EXPECT_EQ(get("/v1/audit?limit=0", admin.token()).status, 400);
  EXPECT_EQ(get("/v1/audit?type=everything", admin.token()).status, 400);
  EXPECT_EQ(get("/v1/audit?organisation_id=x", admin.token()).status, 400);
  EXPECT_EQ(get("/v1/devices?status=lost", admin.token()).status, 400);
}

TEST_F(AccountsApi, AnExportIsLinesWithACheckpointAndIsItselfRecorded) {
  const Someone admin = found();
  const Response response = get("/v1/audit/export", admin.token());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "application/x-ndjson");
  std::istringstream stream(response.octets);
  std::vector<Json> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(Json::parse(line));
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[3].at("type"), "audit_exported");
  EXPECT_EQ(lines[3].at("actor"), admin.user());
  EXPECT_EQ(lines[4].at("type"), "checkpoint");
  EXPECT_EQ(lines[4].at("hash"), lines[3].at("hash"));
  EXPECT_EQ(get("/v1/audit?type=audit_exported", admin.token()).body.at("entries").size(), 1u);
}

}  // namespace
}  // namespace smx::relay::api
