#include "runner/tcp_driver.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <thread>

#include "patience.h"
#include "runner/input_error.h"

namespace smx::conformance {
namespace {

using std::chrono::milliseconds;
using Kind = Exchange::Kind;

/// Listens on a free port and serves one connection with `serve`, on a thread of its own.
class Server {
 public:
  explicit Server(std::function<void(int connection)> serve) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in name = {};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof name;
    auto* address = reinterpret_cast<sockaddr*>(&name);
    if (bind(listener_, address, size) != 0 || listen(listener_, 1) != 0 ||
        getsockname(listener_, address, &size) != 0) {
      throw std::runtime_error("no server");
    }
    address_ = {"127.0.0.1", ntohs(name.sin_port)};
    thread_ = std::thread([this, serve = std::move(serve)] {
      const int connection = accept(listener_, nullptr, nullptr);
      serve(connection);
      close(connection);
    });
  }
  ~Server() {
    thread_.join();
    close(listener_);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  const LoopbackAddress& address() const { return address_; }

 private:
  int listener_ = -1;
  LoopbackAddress address_;
  std::thread thread_;
};

/// Sends back what comes until the other side says no more.
void echo(int connection) {
  char buffer[65536];
  for (ssize_t count = 0; (count = recv(connection, buffer, sizeof buffer, 0)) > 0;) {
    for (ssize_t sent = 0; sent < count;) {
      const ssize_t now =
          send(connection, buffer + sent, static_cast<std::size_t>(count - sent), MSG_NOSIGNAL);
      if (now <= 0) return;
      sent += now;
    }
  }
}

void say(int connection, std::string_view text) {
  EXPECT_EQ(send(connection, text.data(), text.size(), MSG_NOSIGNAL),
            static_cast<ssize_t>(text.size()));
}

void hear(int connection) {
  char byte = 0;
  while (recv(connection, &byte, 1, 0) == 1 && byte != '\n') {
  }
}

TEST(TcpDriver, ExchangesLinesUpToTheLimit) {
  const Server server(echo);
  TcpDriver driver(server.address());
  EXPECT_EQ(driver.exchange("one", test::kPatient).text, "one");
  const std::string longest(kMaxLineBytes, 'x');
  EXPECT_EQ(driver.exchange(longest, test::kPatient).text, longest);
  EXPECT_EQ(driver.exchange(longest + "x", test::kPatient).kind, Kind::kOversized);
}

TEST(TcpDriver, TimesOut) {
  const Server server([](int connection) {
    hear(connection);
    hear(connection);
  });
  TcpDriver driver(server.address());
  EXPECT_EQ(driver.exchange("one", test::kBrief).kind, Kind::kTimeout);
}

TEST(TcpDriver, TellsOfAClosedConnection) {
  const Server server(hear);
  TcpDriver driver(server.address());
  const Exchange got = driver.exchange("one", test::kPatient);
  EXPECT_EQ(got.kind, Kind::kClosed);
  EXPECT_EQ(got.text, "the connection was closed");
  EXPECT_TRUE(driver.finish(test::kBrief).clean);
}

TEST(TcpDriver, NoticesOutputThatNobodyAskedFor) {
  const Server server([](int connection) {
    hear(connection);
    say(connection, "one\ntwo\n");
    hear(connection);
  });
  TcpDriver driver(server.address());
  EXPECT_EQ(driver.exchange("x", test::kPatient).text, "one");
  EXPECT_EQ(driver.exchange("y", test::kPatient).kind, Kind::kUnasked);
}

TEST(TcpDriver, AConnectionThatStaysOpenIsNoFarewell) {
  const Server server([](int connection) { hear(connection); });
  TcpDriver driver(server.address());
  const Farewell farewell = driver.finish(test::kBrief);
  EXPECT_FALSE(farewell.clean);
  EXPECT_EQ(farewell.how, "the connection was still open");
}

TEST(TcpDriver, NobodyWhoListensIsAnInputError) {
  // A port that was just given up: nobody else on a test machine takes it meanwhile.
  LoopbackAddress address;
  {
    const Server server(echo);
    address = server.address();
    const TcpDriver driver(address);
  }
  EXPECT_THROW(TcpDriver{address}, InputError);
}

TEST(LoopbackAddress, IsReadFromItsText) {
  EXPECT_EQ(parse_loopback("tcp://127.0.0.1:5555").port, 5555);
  EXPECT_EQ(parse_loopback("tcp://localhost:1").host, "127.0.0.1");
  EXPECT_EQ(parse_loopback("tcp://[::1]:65535").host, "::1");
  EXPECT_EQ(parse_loopback("tcp://127.1.2.3:80").host, "127.1.2.3");
}

TEST(LoopbackAddress, OfAnotherMachineIsRefused) {
  for (const char* text :
       {"tcp://192.0.2.1:5555", "tcp://10.0.2.2:5555", "tcp://0.0.0.0:5555", "tcp://[::]:5555",
        "tcp://[2001:db8::1]:5555", "tcp://example.org:5555", "tcp://127.0.0.1",
        "tcp://127.0.0.1:0", "tcp://127.0.0.1:65536", "tcp://127.0.0.1:x", "tcp://:5555",
        "127.0.0.1:5555", "udp://127.0.0.1:5555", "tcp://127.0.0.1.example.org:80",
        "tcp://128.0.0.1:80", "tcp://[::ffff:192.0.2.1]:80"}) {
    EXPECT_THROW(parse_loopback(text), InputError) << text;
  }
}

}  // namespace
}  // namespace smx::conformance
