#include <gtest/gtest.h>

#include "tests/http/relay_under_test.h"

namespace smx::relay::test {
namespace {

void acknowledge(Client& client, const nlohmann::json& ids) {
  client.send_text(
      nlohmann::json{{"type", "acknowledge"}, {"request", 1}, {"delivery_ids", ids}}.dump());
}

TEST(StreamDelivery, WhatIsQueuedAndWhatComesInOrder) {
  RelayUnderTest relay;
  relay.relay.queue(1, 3);
  relay.start();
  Client client = relay.stream(1);
  Client sender = relay.client();
  for (int i = 1; i <= 3; ++i) {
    EXPECT_EQ(client.read_type("deliver").at("delivery").at("sequence"), i);
  }
  for (int i = 4; i <= 30; ++i) {
    EXPECT_EQ(sender.request("POST", "/v1/messages", relay.authorised(2), R"({"to":1})").status,
              200);
    const auto delivery = client.read_type("deliver").at("delivery");
    EXPECT_EQ(delivery.at("sequence"), i);
    acknowledge(client, nlohmann::json::array({delivery.at("delivery_id")}));
  }
  EXPECT_TRUE(eventually([&] { return relay.relay.queued(1) == 3; }));
  // What was not acknowledged comes again on the next stream, with the same ids.
  Client again = relay.stream(1);
  EXPECT_EQ(again.read_type("deliver").at("delivery").at("sequence"), 1);
}

TEST(StreamDelivery, AHundredUnacknowledgedAndNoMore) {
  RelayUnderTest relay;
  relay.relay.queue(1, 250);
  relay.start();
  Client client = relay.stream(1);
  nlohmann::json ids = nlohmann::json::array();
  const auto read = [&](int from, int to) {
    ids.clear();
    for (int i = from; i <= to; ++i) {
      const auto delivery = client.read_type("deliver").at("delivery");
      ASSERT_EQ(delivery.at("sequence"), i);
      ids.push_back(delivery.at("delivery_id"));
    }
  };
  read(1, 100);
  // The reply to a ping comes after all that was on its way: there was nothing more.
  client.send_text(R"({"type":"ping","request":5})");
  EXPECT_EQ(client.read_frame().json().at("request"), 5);
  acknowledge(client, ids);
  read(101, 200);
  // Over HTTP it is the same.
  EXPECT_EQ(relay.client()
                .request("POST", "/v1/messages/acknowledge", relay.authorised(1),
                         nlohmann::json{{"delivery_ids", ids}}.dump())
                .status,
            200);
  read(201, 250);
}

TEST(StreamDelivery, WhatIsTooLargeIsFetchedAndKeepsItsPlace) {
  RelayUnderTest relay;
  relay.relay.queue(1, 1);
  relay.relay.queue(1, 1, 20'000);
  relay.relay.queue(1, 1);
  relay.start();
  Client client = relay.stream(1);
  EXPECT_EQ(client.read_type("deliver").at("delivery").at("sequence"), 1);
  EXPECT_EQ(client.read_type("fetch").size(), 1u);
  client.send_text(R"({"type":"ping","request":5})");
  EXPECT_EQ(client.read_frame().json().at("request"), 5) << "nothing overtakes it";
  const auto fetched =
      relay.client().request("GET", "/v1/messages?after=1&limit=1", relay.authorised(1)).json();
  ASSERT_EQ(fetched.at("deliveries")[0].at("sequence"), 2);
  acknowledge(client, nlohmann::json::array({fetched.at("deliveries")[0].at("delivery_id")}));
  EXPECT_EQ(client.read_type("deliver").at("delivery").at("sequence"), 3);
}

TEST(StreamDelivery, ADeliveryUpToTheLimitGoesByTheStream) {
  RelayUnderTest relay;
  relay.relay.queue(1, 1, 16'000);
  relay.start();
  Client client = relay.stream(1);
  EXPECT_EQ(client.read_type("deliver").at("delivery").at("envelope").get<std::string>().size(),
            16'000u);
}

TEST(StreamDelivery, PrekeysThatGoShortAreTold) {
  RelayUnderTest relay;
  relay.relay.set_prekeys(0);
  relay.start();
  Client client = relay.stream(1);
  EXPECT_EQ(client.read_type("prekeys").at("left"), 0) << "also when there is none, and at once";
  relay.relay.set_prekeys(19);
  EXPECT_EQ(relay.client().request("POST", "/v1/effects", {}, "{}").status, 200);
  EXPECT_EQ(client.read_type("prekeys").at("left"), 19);
  EXPECT_TRUE(eventually([&] { return relay.recorder.codes() == 1; }));
  EXPECT_EQ(relay.recorder.pushes(), 0u) << "it hears of it on its stream";
}

TEST(StreamDelivery, WhoeverReadsNothingIsCutOffAndNothingIsKeptForIt) {
  RelayUnderTest relay;
  relay.options.write_timeout = std::chrono::milliseconds(200);
  relay.policy().websocket_burst = 100'000;
  relay.policy().websocket_messages_per_second = 100'000;
  relay.start();
  Client client = relay.stream(1, {.receive_buffer = 4'096});
  // Each reply repeats nothing of the request, so many are needed to fill what lies in between.
  const std::string frame =
      R"({"type":"acknowledge","request":1,"delivery_ids":[)" + std::string(1, ']') + "}";
  try {
    for (int i = 0; i < 200'000; ++i) client.send_text(frame);
    FAIL() << "it was read without end";
  } catch (const std::runtime_error&) {
    // Cut off: the relay had stopped to read before.
  }
  EXPECT_TRUE(eventually([&] { return relay.server().counters().connections == 0; }));
}

}  // namespace
}  // namespace smx::relay::test
