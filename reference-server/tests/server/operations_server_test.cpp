#include "server/operations_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <string>
#include <system_error>

namespace smx::relay::server {
namespace {

/// What the server says to these octets until it closes.
std::string ask(std::uint16_t port, const std::string& octets) {
  const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string out;
  if (::connect(connection, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::send(connection, octets.data(), octets.size(), MSG_NOSIGNAL) >= 0) {
    std::array<char, 4096> part{};
    for (ssize_t size = 0; (size = ::recv(connection, part.data(), part.size(), 0)) > 0;) {
      out.append(part.data(), static_cast<std::size_t>(size));
    }
  }
  ::close(connection);
  return out;
}

std::string get(std::uint16_t port, const std::string& target,
                const std::string& host = "127.0.0.1:9464") {
  return ask(port, "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
}

class OperationsServerTest : public testing::Test {
 protected:
  std::atomic<bool> ready_ = false;
  OperationsServer server_{
      {"127.0.0.1", 0},
      {[] { return std::string("smx_relay_x 1\n"); }, [this] { return ready_.load(); }}};
};

TEST_F(OperationsServerTest, AnswersItsThreeQuestions) {
  EXPECT_TRUE(get(server_.port(), "/healthz").starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(get(server_.port(), "/readyz").starts_with("HTTP/1.1 503 "));
  ready_ = true;
  EXPECT_TRUE(get(server_.port(), "/readyz?x=1").starts_with("HTTP/1.1 200 OK\r\n"));
  const std::string metrics = get(server_.port(), "/metrics");
  EXPECT_TRUE(metrics.ends_with("\r\n\r\nsmx_relay_x 1\n")) << metrics;
  EXPECT_NE(metrics.find("Content-Type: text/plain; version=0.0.4"), std::string::npos);
}

TEST_F(OperationsServerTest, AndNoOther) {
  EXPECT_TRUE(get(server_.port(), "/").starts_with("HTTP/1.1 404 "));
  EXPECT_TRUE(get(server_.port(), "/metricsx").starts_with("HTTP/1.1 404 "));
  EXPECT_TRUE(ask(server_.port(), "POST /metrics HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405 "));
  EXPECT_TRUE(ask(server_.port(), "GET\r\n\r\n").starts_with("HTTP/1.1 405 "));
  EXPECT_EQ(ask(server_.port(), std::string(20'000, 'x')), "") << "a head that does not end";
}

TEST_F(OperationsServerTest, APageFromElsewhereIsNotAnswered) {
  EXPECT_TRUE(get(server_.port(), "/metrics", "evil.example").starts_with("HTTP/1.1 403 "));
  EXPECT_TRUE(get(server_.port(), "/healthz", "localhost:1").starts_with("HTTP/1.1 200 "));
  EXPECT_TRUE(get(server_.port(), "/healthz", "[::1]:1").starts_with("HTTP/1.1 200 "));
}

TEST(OperationsServer, ListensOnThisMachineAlone) {
  for (const char* address : {"0.0.0.0", "::", "192.0.2.1", "localhost"}) {
    EXPECT_THROW(OperationsServer({address, 0}, {}), std::system_error) << address;
  }
}

}  // namespace
}  // namespace smx::relay::server
