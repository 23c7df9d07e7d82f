#include "api/messages_api.h"

#include <gtest/gtest.h>

#include "api/base64.h"
#include "tests/api/calls.h"

namespace smx::relay::api {
namespace {

using Json = nlohmann::json;

class MessagesApiTest : public testing::Test {
 protected:
  Json message(const std::string& key) {
    return {{"idempotency_key", key},
            {"recipients",
             {{{"user_id", bob_.user.text()},
               {"devices",
                {{{"device_id", bob_.device.text()},
                  {"envelope", encode_base64(people_.frame())}}}}}}}};
  }
  Response send(const Json& body) { return call_(alice_, Method::post, "/v1/messages", body); }
  Response get(const std::string& query = "") {
    return call_(bob_, Method::get, "/v1/messages" + query);
  }

  test::TemporaryDatabase db_{test::relay_schema()};
  test::Population people_{db_};
  OrganisationId organisation_ = people_.organisation();
  Caller alice_ = people_.member(organisation_);
  Caller bob_ = people_.member(organisation_);
  Calls call_{db_, messages_routes()};
};

TEST_F(MessagesApiTest, IsSentFetchedAndAcknowledged) {
  const Json body = message("k");
  const Json sent = send(body).body;
  EXPECT_EQ(sent.at("repeated"), false);
  EXPECT_EQ(sent.at("stored_at"), db_.clock.now().seconds());
  EXPECT_EQ(sent.at("deliveries").at(0).at("device_id"), bob_.device.text());
  Json repeated = send(body).body;
  EXPECT_EQ(repeated.at("repeated"), true);
  repeated["repeated"] = false;
  EXPECT_EQ(repeated, sent);

  const Json fetched = get("?wait=0&limit=1").body;
  EXPECT_EQ(fetched.at("more"), false);
  const Json& delivery = fetched.at("deliveries").at(0);
  EXPECT_EQ(delivery.at("delivery_id"), sent.at("deliveries").at(0).at("delivery_id"));
  EXPECT_EQ(delivery.at("message_id"), sent.at("message_id"));
  EXPECT_EQ(delivery.at("sent_at"), sent.at("stored_at"));
  EXPECT_EQ(delivery.at("envelope"),
            body.at("recipients").at(0).at("devices").at(0).at("envelope"));
  const DeviceKeys keys = people_.keys(alice_.device);
  EXPECT_EQ(delivery.at("sender"), (Json{{"user_id", alice_.user.text()},
                                         {"device_id", alice_.device.text()},
                                         {"identity_key", encode_base64(keys.identity_key.view())},
                                         {"signing_key", encode_base64(keys.signing_key.view())}}));
  const auto after = delivery.at("sequence").get<std::int64_t>();
  EXPECT_TRUE(get("?after=" + std::to_string(after)).body.at("deliveries").empty());

  const Json ids = {{"delivery_ids", Json::array({delivery.at("delivery_id")})}};
  EXPECT_EQ(call_(bob_, Method::post, "/v1/messages/acknowledge", ids).body,
            (Json{{"acknowledged", 1}}));
  EXPECT_TRUE(get().body.at("deliveries").empty());
}

TEST_F(MessagesApiTest, BodiesAreReadStrictly) {
  const auto refused = [&](auto&& change) {
    Json body = message("k");
    change(body);
    return fault_of(send(body));
  };
  const auto device = [](Json& body) -> Json& {
    return body.at("recipients").at(0).at("devices").at(0);
  };
  EXPECT_EQ(refused([](Json& body) { body["idempotency_key"] = ""; }), "idempotency_key length");
  EXPECT_EQ(refused([](Json& body) { body["idempotency_key"] = std::string(65, 'k'); }),
            "idempotency_key length");
  EXPECT_EQ(refused([](Json& body) { body.erase("idempotency_key"); }), "idempotency_key missing");
  EXPECT_EQ(refused([](Json& body) { body["urgent"] = true; }), " unknown_member");
  EXPECT_EQ(refused([](Json& body) { body["recipients"] = Json::array(); }), "recipients length");
  EXPECT_EQ(refused([](Json& body) { body["recipients"][0] = "bob"; }),
            "recipients[0] not_an_object");
  EXPECT_EQ(refused([](Json& body) { body["recipients"][0]["user_id"] = "bob"; }),
            "recipients[0].user_id not_an_identifier");
  EXPECT_EQ(refused([&](Json& body) { device(body)["device_id"] = bob_.user.text(); }),
            "recipients[0].devices[0].device_id not_an_identifier");
  EXPECT_EQ(refused([&](Json& body) { device(body)["name"] = ""; }),
            "recipients[0].devices[0] unknown_member");
  EXPECT_EQ(refused([&](Json& body) { device(body)["envelope"] = "A"; }),
            "recipients[0].devices[0].envelope not_base64");
  EXPECT_EQ(refused([&](Json& body) { device(body)["envelope"] = "AAAA"; }),
            "recipients[0].devices[0].envelope ");
  EXPECT_EQ(refused([&](Json& body) {
              device(body)["envelope"] = encode_base64(Bytes(limits::kMaxSmx1Size + 3));
            }),
            "recipients[0].devices[0].envelope length");
  EXPECT_EQ(fault_of(send("[]")), " not_an_object");
  EXPECT_EQ(code_of(send("{")), "malformed_request");
  EXPECT_EQ(refused([](Json& body) { body["idempotency_key"] = std::string(64, 'k'); }), "");
}

TEST_F(MessagesApiTest, QueriesAreReadStrictly) {
  for (const char* query : {"", "?wait=30", "?wait=0", "?after=0", "?limit=100", "?limit=1"}) {
    EXPECT_EQ(get(query).status, 200) << query;
  }
  for (const char* query :
       {"?wait=31", "?wait=-1", "?wait=", "?wait=1.0", "?wait=+1", "?wait=01", "?wait=0x1",
        "?after=-1", "?after=9007199254740992", "?after=99999999999999999999", "?limit=0",
        "?limit=101", "?since=1", "?wait= 1"}) {
    EXPECT_EQ(code_of(get(query)), "malformed_request") << query;
  }
}

TEST_F(MessagesApiTest, AsManyAreAcknowledgedAsOneRequestMayName) {
  const auto acknowledge = [&](std::size_t count) {
    Json ids = Json::array();
    for (std::size_t i = 0; i < count; ++i) ids.push_back(DeliveryId::draw(db_.random).text());
    return call_(bob_, Method::post, "/v1/messages/acknowledge", {{"delivery_ids", ids}});
  };
  EXPECT_EQ(acknowledge(0).body, (Json{{"acknowledged", 0}}));
  EXPECT_EQ(acknowledge(1000).body, (Json{{"acknowledged", 0}}));
  EXPECT_EQ(fault_of(acknowledge(1001)), "delivery_ids length");
}

TEST_F(MessagesApiTest, AMismatchAndAConflictSayWhat) {
  const Json body = message("k");
  const Caller tablet = people_.device(organisation_, bob_.user);
  const Response mismatch = send(body);
  EXPECT_EQ(mismatch.status, 409);
  EXPECT_EQ(mismatch.body.at("error").at("detail").at("users").at(0).at("missing"),
            Json::array({tablet.device.text()}));
  people_.set_status(tablet.device, DeviceStatus::revoked);
  EXPECT_EQ(send(body).status, 200);
  const Response conflict = send(message("k"));
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(code_of(conflict), "conflict");
}

}  // namespace
}  // namespace smx::relay::api
