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

// Each with this one limit alone, so that none stands in for another.
void cuts_off(std::chrono::milliseconds http::ServerOptions::* limit, std::string_view sent,
              const ClientOptions& chosen = {}) {
  RelayUnderTest relay;
  for (const auto other :
       {&http::ServerOptions::handshake_timeout, &http::ServerOptions::header_timeout,
        &http::ServerOptions::body_timeout, &http::ServerOptions::idle_timeout}) {
    relay.options.*other = std::chrono::hours(1);
  }
  relay.options.*limit = milliseconds(100);
  relay.start();
  Client client = relay.client(chosen);
  if (!sent.empty()) client.send(sent);
  EXPECT_TRUE(client.closed());
  EXPECT_TRUE(eventually([&] { return relay.server().counters().connections == 0; }));
}

TEST(Limits, WhoeverDoesNotShakeHandsIsCutOff) {
  cuts_off(&http::ServerOptions::handshake_timeout, "", {.tls = false});
}

TEST(Limits, WhoeverAsksForNothingIsCutOff) { cuts_off(&http::ServerOptions::idle_timeout, ""); }

TEST(Limits, HalfAHeaderIsCutOff) {
  cuts_off(&http::ServerOptions::header_timeout, "GET /v1/open HT");
}

TEST(Limits, HalfABodyIsCutOff) {
  cuts_off(&http::ServerOptions::body_timeout,
           "POST /v1/echo HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc");
}

TEST(Limits, AReplyThatNobodyTakesIsCutOff) {
  RelayUnderTest relay;
  relay.options.write_timeout = milliseconds(100);
  relay.start();
  relay.relay.queue(1, 100, 400'000);  // more than any buffer of the network holds
  Client client = relay.client();
  client.send_request("GET", "/v1/messages", relay.authorised(1));
  EXPECT_TRUE(eventually([&] { return relay.server().counters().connections == 0; }));
}

TEST(Limits, SoManyConnectionsInAllAndNoMore) {
  RelayUnderTest relay;
  relay.options.connections = 2;
  relay.start();
  std::deque<Client> clients;
  for (int i = 0; i < 2; ++i) {
    clients.push_back(relay.client());
    EXPECT_EQ(clients.back().request("GET", "/v1/open").status, 200);
  }
  EXPECT_THROW((void)relay.client(), Closed);
  clients.pop_front();
  EXPECT_TRUE(eventually([&] { return relay.server().counters().connections == 1; }));
  EXPECT_EQ(relay.client().request("GET", "/v1/open").status, 200);
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
  EXPECT_THROW((void)relay.client(), Closed);
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
