#include <gtest/gtest.h>

#include <future>

#include "tests/http/relay_under_test.h"

namespace smx::relay::test {
namespace {

using std::chrono::milliseconds;

TEST(Drain, FinishesWhatHasBegunAndEndsTheRest) {
  RelayUnderTest relay;
  relay.start();
  Client idle = relay.client();
  EXPECT_EQ(idle.request("GET", "/v1/open").status, 200);
  Client stream = relay.stream(1);
  stream.send_text(R"({"type":"ping","request":1})");
  stream.read_type("reply");
  Client poll = relay.client();
  EXPECT_EQ(poll.request("GET", "/v1/messages", relay.authorised(2)).status, 200);
  poll.send_request("GET", "/v1/messages?wait=30", relay.authorised(2));
  Client slow = relay.client();
  slow.send_request("GET", "/v1/slow");
  relay.relay.wait_for_slow();

  auto drained =
      std::async(std::launch::async, [&] { return relay.server().drain(milliseconds(10'000)); });
  EXPECT_TRUE(idle.closed());
  EXPECT_EQ(stream.read_close(), 1001);
  EXPECT_THROW((void)relay.client(), std::runtime_error) << "nobody is let in";
  relay.relay.let_go();
  const Reply last = slow.read_reply();
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(last.headers.at("connection"), "close");
  EXPECT_EQ(poll.read_reply().status, 200);
  EXPECT_TRUE(drained.get());
}

TEST(Drain, WhatIsNotDoneInTimeIsCutOff) {
  RelayUnderTest relay;
  relay.start();
  Client slow = relay.client();
  slow.send_request("GET", "/v1/slow");
  relay.relay.wait_for_slow();
  EXPECT_FALSE(relay.server().drain(milliseconds(50)));
  EXPECT_TRUE(slow.closed());
  relay.relay.let_go();
}

}  // namespace
}  // namespace smx::relay::test
