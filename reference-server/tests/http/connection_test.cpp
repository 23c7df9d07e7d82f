#include <gtest/gtest.h>

#include "tests/http/relay_under_test.h"

namespace smx::relay::test {
namespace {

TEST(Connection, ServesOneRequestAfterAnother) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.client();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.request("GET", "/v1/open").status, 200);
  const Reply echoed = client.request("POST", "/v1/echo", {}, std::string(100'000, 'x'));
  EXPECT_EQ(echoed.json().at("bytes"), 100'000);
  EXPECT_EQ(echoed.headers.at("cache-control"), "no-store");
  EXPECT_EQ(relay.server().counters().accepted, 1u);
}

TEST(Connection, RequestsSentAtOnceAreAnsweredInOrder) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.client();
  client.send_request("POST", "/v1/echo", {}, "1");
  client.send_request("GET", "/v1/nothing");
  client.send_request("POST", "/v1/echo", {}, "333");
  EXPECT_EQ(client.read_reply().json().at("bytes"), 1);
  EXPECT_EQ(client.read_reply().status, 404);
  EXPECT_EQ(client.read_reply().json().at("bytes"), 3);
}

TEST(Connection, EndsWhereTheClientAsksForIt) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.client();
  EXPECT_EQ(client.request("GET", "/v1/open", {{"Connection", "close"}}).status, 200);
  EXPECT_TRUE(client.closed());
}

TEST(Connection, ChunkedBodiesAndContinueAreUnderstood) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.client();
  client.send(
      "POST /v1/echo HTTP/1.1\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(client.read_reply().json().at("bytes"), 5);
  client.send("POST /v1/echo HTTP/1.1\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_reply().status, 100);
  client.send("abcd");
  EXPECT_EQ(client.read_reply().json().at("bytes"), 4);
}

TEST(Connection, RefusesWhatIsNoRequest) {
  RelayUnderTest relay;
  relay.start();
  for (const char* text :
       {"nonsense\r\n\r\n", "GET /v1/open HTTP/3.0\r\n\r\n",
        "GET https://relay.example/v1 HTTP/1.1\r\n\r\n", "GET /%zz HTTP/1.1\r\n\r\n",
        "GET /a?x=1&x=2 HTTP/1.1\r\n\r\n",
        "GET /v1/open HTTP/1.1\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n",
        "GET /v1/open HTTP/1.1\r\nRange: bytes=0-1\r\nRange: bytes=2-3\r\n\r\n",
        "POST /v1/echo HTTP/1.1\r\nUpload-Offset: 0\r\nUpload-Offset: 1\r\nContent-Length: "
        "1\r\n\r\na",
        "POST /v1/echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST /v1/echo HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        "POST /v1/echo HTTP/1.1\r\nContent-Length: -1\r\n\r\n"}) {
    Client client = relay.client();
    client.send(text);
    const Reply reply = client.read_reply();
    EXPECT_EQ(reply.status, 400) << text;
    EXPECT_EQ(reply.code(), "malformed_request") << text;
    EXPECT_TRUE(client.closed()) << text;
  }
}

TEST(Connection, OtherMethodsAreRefused) {
  RelayUnderTest relay;
  relay.start();
  const Reply reply = relay.client().request("DELETE", "/v1/open");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.headers.at("allow"), "GET");
  EXPECT_EQ(relay.client().request("OPTIONS", "/v1/open").status, 405);
}

TEST(Connection, AStreamNeedsAnUpgradeAndAToken) {
  RelayUnderTest relay;
  relay.start();
  Client client = relay.client();
  EXPECT_EQ(client.request("GET", "/v1/stream", relay.authorised(1)).status, 426);
  EXPECT_EQ(client.upgrade("nobody").status, 401);
  EXPECT_EQ(client.request("GET", "/v1/messages").status, 401);
}

}  // namespace
}  // namespace smx::relay::test
