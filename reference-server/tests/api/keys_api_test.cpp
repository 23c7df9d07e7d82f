#include "api/keys_api.h"

#include <gtest/gtest.h>

#include "api/base64.h"
#include "api/key_fields.h"
#include "tests/api/calls.h"

namespace smx::relay::api {
namespace {

using Json = nlohmann::json;

std::string id_of(const KeyId& id) { return {id.view().begin(), id.view().end()}; }

Json json_of(const SignedPrekey& prekey) {
  return {{"key_id", id_of(prekey.key_id)},
          {"public_key", encode_base64(prekey.public_key.view())},
          {"signature", encode_base64(prekey.signature.view())}};
}

Json json_of(const std::vector<OneTimePrekey>& prekeys) {
  Json list = Json::array();
  for (const OneTimePrekey& prekey : prekeys) {
    list.push_back({{"key_id", id_of(prekey.key_id)},
                    {"public_key", encode_base64(prekey.public_key.view())}});
  }
  return {{"one_time_prekeys", list}};
}

class KeysApiTest : public testing::Test {
 protected:
  void publish(const Caller& device) {
    ASSERT_EQ(call_(device, Method::put, "/v1/keys/signed-prekey",
                    json_of(people_.signed_prekey(device.device, "signed-1")))
                  .status,
              204);
  }
  std::string bundles() const { return "/v1/users/" + bob_.user.text() + "/bundles"; }

  test::TemporaryDatabase db_{test::relay_schema()};
  test::Population people_{db_};
  OrganisationId organisation_ = people_.organisation();
  Caller alice_ = people_.member(organisation_);
  Caller bob_ = people_.member(organisation_);
  Calls call_{db_, keys_routes()};
};

TEST_F(KeysApiTest, KeysArePublishedAndTaken) {
  EXPECT_EQ(call_(bob_, Method::get, "/v1/keys").body,
            (Json{{"one_time_prekeys", 0},
                  {"low", true},
                  {"epoch", 0},
                  {"signed_prekey_published_at", nullptr}}));
  publish(bob_);
  EXPECT_EQ(call_(bob_, Method::post, "/v1/keys/one-time-prekeys",
                  json_of(people_.one_time_prekeys("schl\u00fcssel", 25)))
                .body,
            (Json{{"one_time_prekeys", 25}, {"low", false}}));
  EXPECT_EQ(call_(bob_, Method::get, "/v1/keys").body.at("signed_prekey_published_at"),
            db_.clock.now().seconds());

  const Json directory =
      call_(alice_, Method::get, "/v1/users/" + bob_.user.text() + "/devices").body;
  ASSERT_EQ(directory.at("devices").size(), 1u);
  const Json& device = directory.at("devices").at(0);
  EXPECT_EQ(device.at("device_id"), bob_.device.text());
  EXPECT_EQ(device.at("class"), "linux");
  EXPECT_FALSE(device.at("bundle").contains("one_time_prekey"));
  // What is answered is what is read at a registration.
  const auto bundle = read_bundle(device.at("bundle"), "bundle");
  ASSERT_TRUE(bundle);
  EXPECT_EQ(bundle->keys(), people_.keys(bob_.device));

  const Json first = call_(alice_, Method::post, bundles(), Json::object()).body;
  EXPECT_EQ(first.at("devices").at(0).at("bundle").at("one_time_prekey").at("key_id"),
            "schl\u00fcssel-0");
  const Json named =
      call_(alice_, Method::post, bundles(), {{"devices", Json::array({bob_.device.text()})}}).body;
  EXPECT_EQ(named.at("devices").at(0).at("bundle").at("one_time_prekey").at("key_id"),
            "schl\u00fcssel-1");
}

TEST_F(KeysApiTest, BodiesAreReadStrictly) {
  const auto upload = [&](const Json& body) {
    return fault_of(call_(bob_, Method::post, "/v1/keys/one-time-prekeys", body));
  };
  const Json good = json_of(people_.one_time_prekeys("k", 2));
  Json body = good;
  body["more"] = 1;
  EXPECT_EQ(upload(body), " unknown_member");
  body = good;
  body["one_time_prekeys"][1]["signature"] = "";
  EXPECT_EQ(upload(body), "one_time_prekeys[1] unknown_member");
  body = good;
  body["one_time_prekeys"][1]["public_key"] = encode_base64(Bytes(31));
  EXPECT_EQ(upload(body), "one_time_prekeys[1].public_key not_base64");
  body["one_time_prekeys"][1]["public_key"] = std::string(43, 'A') + "B";
  EXPECT_EQ(upload(body), "one_time_prekeys[1].public_key not_base64");
  body = good;
  body["one_time_prekeys"][0]["key_id"] = std::string(65, 'k');
  EXPECT_EQ(upload(body), "one_time_prekeys[0].key_id length");
  body["one_time_prekeys"][0]["key_id"] = "";
  EXPECT_EQ(upload(body), "one_time_prekeys[0].key_id length");
  // 33 characters, 66 bytes: what counts is the codec's rule.
  std::string wide;
  for (int i = 0; i < 33; ++i) wide += "\u00fc";
  body["one_time_prekeys"][0]["key_id"] = wide;
  EXPECT_EQ(upload(body), "one_time_prekeys[0].key_id not_a_key_id");
  body["one_time_prekeys"][0]["key_id"] = "a\tb";
  EXPECT_EQ(upload(body), "one_time_prekeys[0].key_id control_character");
  EXPECT_EQ(upload({{"one_time_prekeys", Json::array()}}), "one_time_prekeys length");
  EXPECT_EQ(upload(Json::object()), "one_time_prekeys missing");
  EXPECT_EQ(call_(bob_, Method::get, "/v1/keys").body.at("one_time_prekeys"), 0);

  Json prekey = json_of(people_.signed_prekey(bob_.device, "signed-1"));
  prekey["signature"] = encode_base64(Bytes(64));
  EXPECT_EQ(code_of(call_(bob_, Method::put, "/v1/keys/signed-prekey", prekey)), "bad_signature");
  prekey["signature"] = encode_base64(Bytes(63));
  EXPECT_EQ(fault_of(call_(bob_, Method::put, "/v1/keys/signed-prekey", prekey)),
            "signature length");
}

TEST_F(KeysApiTest, IdentifiersThatAreNoneAreNotThereOrMalformed) {
  publish(bob_);
  EXPECT_EQ(call_(alice_, Method::get, "/v1/users/usr_x/devices").status, 404);
  EXPECT_EQ(
      call_(alice_, Method::post, "/v1/users/" + bob_.device.text() + "/bundles", Json::object())
          .status,
      404);
  const auto named = [&](const Json& devices) {
    return fault_of(call_(alice_, Method::post, bundles(), {{"devices", devices}}));
  };
  EXPECT_EQ(named(Json::array({bob_.user.text()})), "devices not_an_identifier");
  EXPECT_EQ(named(Json::array()), "devices length");
  EXPECT_EQ(named("all"), "devices not_an_array");
  EXPECT_EQ(named(nullptr), "devices not_an_array");
}

TEST_F(KeysApiTest, TooManyTakesSayWhenToComeAgain) {
  publish(bob_);
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(call_(alice_, Method::post, bundles(), Json::object()).status, 200);
  }
  const Response refused = call_(alice_, Method::post, bundles(), Json::object());
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(code_of(refused), "rate_limited");
  EXPECT_EQ(refused.headers,
            (std::vector<std::pair<std::string, std::string>>{{"Retry-After", "600"}}));
}

TEST_F(KeysApiTest, APendingDeviceMayPublishAndNotLook) {
  EXPECT_EQ(call_.access(Method::put, "/v1/keys/signed-prekey"), Access::pending_device);
  EXPECT_EQ(call_.access(Method::post, "/v1/keys/one-time-prekeys"), Access::pending_device);
  EXPECT_EQ(call_.access(Method::get, "/v1/keys"), Access::pending_device);
  EXPECT_EQ(call_.access(Method::get, "/v1/users/u/devices"), Access::device);
  EXPECT_EQ(call_.access(Method::post, bundles()), Access::device);
}

}  // namespace
}  // namespace smx::relay::api
