#include <gtest/gtest.h>

#include <deque>

#include "tests/http/relay_under_test.h"

namespace smx::relay::test {
namespace {

using std::chrono::milliseconds;

TEST(Limits, ABodyIsTakenToTheByte) {
  RelayUnderTest relay;
  relay.policy().http_body_bytes = 5'000;
  relay.start();
  Client client = relay.client();
  EXPECT_EQ(client.request("POST", "/v1/echo", {}, std::string(4'999, 'x')).status, 200);
  EXPECT_EQ(client.request("POST", "/v1/echo", {}, std::string(5'000, 'x')).status, 200);
  const Reply reply = client.request("POST", "/v1/echo", {}, std::string(5'001, 'x'));
  EXPECT_EQ(reply.status, 413);
  EXPECT_EQ(reply.code(), "too_large");
  EXPECT_TRUE(client.closed());
}

TEST(Limits, AChunkedBodyIsNoWayAroundThat) {
  RelayUnderTest relay;
  relay.policy().http_body_bytes = 5'000;
  relay.start();
  Client client = relay.client();
  client.send("POST /v1/echo HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "3e8\r\n" + std::string(1000, 'x') + "\r\n";
  for (int i = 0; i < 6; ++i) client.send(chunk);
  EXPECT_EQ(client.read_reply().status, 413);
}

TEST(Limits, AHeaderIsTakenUpToItsLimit) {
  RelayUnderTest relay;
  relay.options.header_bytes = 1'000;
  relay.start();
  EXPECT_EQ(relay.client().request("GET", "/v1/open", {{"X", std::string(900, 'x')}}).status, 200);
  Client client = relay.client();
  const Reply reply = client.request("GET", "/v1/open", {{"X", std::string(1'000, 'x')}});
  EXPECT_EQ(reply.status, 431);
  EXPECT_EQ(reply.code(), "too_large");
}

TEST(Limits, WhoeverIsSlowIsCutOff) {
  RelayUnderTest relay;
  relay.options.handshake_timeout = milliseconds(100);
  relay.options.header_timeout = milliseconds(100);
  relay.options.body_timeout = milliseconds(100);
  relay.options.idle_timeout = milliseconds(100);
  relay.start();
  Client silent = relay.client({.tls = false});
  EXPECT_TRUE(silent.closed()) << "no handshake";
  Client idle = relay.client();
  EXPECT_TRUE(idle.closed()) << "no request";
  Client header = relay.client();
  header.send("GET /v1/open HT");
  EXPECT_TRUE(header.closed()) << "half a header";
  Client body = relay.client();
  body.send("POST /v1/echo HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_TRUE(body.closed()) << "half a body";
  EXPECT_TRUE(eventually([&] { return relay.server().counters().connections == 0; }));
}

TEST(Limits, SoManyConnectionsOfAnAddressAndNoMore) {
  RelayUnderTest relay;
  relay.options.connections_per_address = 3;
  relay.start();
  std::deque<Client> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(relay.client());
    EXPECT_EQ(clients.back().request("GET", "/v1/open").status, 200);
  }
  EXPECT_THROW(relay.client(), Closed);
  EXPECT_EQ(relay.recorder.count(log::EventType::connection_refused), 1u);
  clients.pop_front();
  EXPECT_TRUE(eventually([&] { return relay.server().counters().connections == 2; }));
  EXPECT_EQ(relay.client().request("GET", "/v1/open").status, 200);
}

TEST(Limits, RequestsOfAUserAreLimited) {
  RelayUnderTest relay;
  relay.policy().requests_per_second = 2;
  relay.policy().request_burst = 3;
  relay.start();
  Client client = relay.client();
  const auto ask = [&](int n) {
    return client.request("GET", "/v1/messages", relay.authorised(n));
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(ask(1).status, 200);
  const Reply refused = ask(1);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.code(), "rate_limited");
  EXPECT_EQ(refused.headers.at("retry-after"), "1");
  EXPECT_EQ(ask(2).status, 200) << "another user has another limit";
  relay.clock().advance_milliseconds(499);
  EXPECT_EQ(ask(1).status, 429);
  relay.clock().advance_milliseconds(1);
  EXPECT_EQ(ask(1).status, 200);
}

}  // namespace
}  // namespace smx::relay::test
