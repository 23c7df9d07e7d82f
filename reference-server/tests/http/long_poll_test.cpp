#include <gtest/gtest.h>

#include "tests/http/relay_under_test.h"

namespace smx::relay::test {
namespace {

std::string message_to(int device) { return R"({"to":)" + std::to_string(device) + "}"; }

TEST(LongPoll, IsAnsweredAtOnceWhenSomethingWaits) {
  RelayUnderTest relay;
  relay.relay.queue(1, 2);
  relay.start();
  const Reply reply = relay.client().request("GET", "/v1/messages?wait=30", relay.authorised(1));
  EXPECT_EQ(reply.json().at("deliveries").size(), 2u);
}

TEST(LongPoll, IsWokenByWhatComes) {
  RelayUnderTest relay;
  relay.start();
  Client waiting = relay.client();
  Client sender = relay.client();
  for (int i = 1; i <= 20; ++i) {
    waiting.send_request("GET", "/v1/messages?wait=30&after=" + std::to_string(i - 1),
                         relay.authorised(1));
    EXPECT_EQ(sender.request("POST", "/v1/messages", relay.authorised(2), message_to(1)).status,
              200);
    const auto deliveries = waiting.read_reply().json().at("deliveries");
    ASSERT_EQ(deliveries.size(), 1u);
    EXPECT_EQ(deliveries[0].at("sequence"), i);
  }
}

TEST(LongPoll, EndsEmptyWhenItsTimeIsOver) {
  RelayUnderTest relay;
  relay.start();
  const Reply reply = relay.client().request("GET", "/v1/messages?wait=1", relay.authorised(1));
  EXPECT_EQ(reply.status, 200);
  EXPECT_TRUE(reply.json().at("deliveries").empty());
}

TEST(LongPoll, OfARevokedDeviceEndsWithARefusal) {
  RelayUnderTest relay;
  relay.start();
  Client waiting = relay.client();
  waiting.send_request("GET", "/v1/messages?wait=30", relay.authorised(1));
  // In the hub once it waits: only then no push is needed.
  Client other = relay.client();
  EXPECT_EQ(other.request("POST", "/v1/cut", {}, R"({"device":1})").status, 200);
  EXPECT_EQ(waiting.read_reply().status, 401);
  EXPECT_TRUE(waiting.closed());
}

TEST(LongPoll, ARevokedDevicesIdleConnectionIsClosed) {
  RelayUnderTest relay;
  relay.start();
  Client idle = relay.client();
  EXPECT_EQ(idle.request("GET", "/v1/messages", relay.authorised(1)).status, 200);
  EXPECT_EQ(relay.client().request("POST", "/v1/cut", {}, R"({"device":1})").status, 200);
  EXPECT_TRUE(idle.closed());
}

}  // namespace
}  // namespace smx::relay::test
