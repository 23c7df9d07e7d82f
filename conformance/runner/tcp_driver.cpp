#include "tcp_driver.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "input_error.h"
#include "interruption.h"

namespace smx::conformance {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kScheme = "tcp://";
// How long the wait for a connection that is neither made nor refused may be.
constexpr milliseconds kConnecting{10'000};
// How often a silent connection is left to see whether the run was interrupted.
constexpr milliseconds kGlance{100};

/// An address of either family.
struct SocketAddress {
  sockaddr_storage bytes = {};
  socklen_t size = 0;
};

/// The address in its socket form; size 0 if `host` is not a literal of the loopback.
SocketAddress socket_address(const std::string& host, std::uint16_t port) {
  SocketAddress address;
  sockaddr_in four = {};
  sockaddr_in6 six = {};
  if (inet_pton(AF_INET, host.c_str(), &four.sin_addr) == 1) {
    if (ntohl(four.sin_addr.s_addr) >> 24U != 127) return address;
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    std::memcpy(&address.bytes, &four, sizeof four);
    address.size = sizeof four;
  } else if (inet_pton(AF_INET6, host.c_str(), &six.sin6_addr) == 1) {
    if (!IN6_IS_ADDR_LOOPBACK(&six.sin6_addr)) return address;
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    std::memcpy(&address.bytes, &six, sizeof six);
    address.size = sizeof six;
  }
  return address;
}

std::uint16_t port_in(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
  return fault == std::errc() && end == text.data() + text.size() ? port : std::uint16_t{0};
}

int wait_for(int socket, short events, milliseconds wait) {
  pollfd watched{socket, events, 0};
  return poll(&watched, 1, static_cast<int>(std::max<milliseconds::rep>(0, wait.count())));
}

/// Zero, or the number of the error for which there is no connection.
int connected(int socket, const SocketAddress& address) {
  const auto* name = reinterpret_cast<const sockaddr*>(&address.bytes);
  if (connect(socket, name, address.size) == 0) return 0;
  if (errno != EINPROGRESS && errno != EINTR) return errno;
  const auto deadline = std::chrono::steady_clock::now() + kConnecting;
  while (wait_for(socket, POLLOUT, kGlance) <= 0) {
    if (interruption() != 0) return EINTR;
    if (std::chrono::steady_clock::now() >= deadline) return ETIMEDOUT;
  }
  int fault = 0;
  socklen_t size = sizeof fault;
  getsockopt(socket, SOL_SOCKET, SO_ERROR, &fault, &size);
  return fault;
}

}  // namespace

LoopbackAddress parse_loopback(const std::string& address) {
  const auto refuse = [&](const std::string& why) -> InputError {
    return InputError(fmt::format("{}: {}", address, why));
  };
  if (!address.starts_with(kScheme)) throw refuse("not of the form tcp://127.0.0.1:PORT");
  const std::string rest = address.substr(kScheme.size());
  const std::size_t colon = rest.rfind(':');
  LoopbackAddress parsed;
  if (colon != std::string::npos) parsed.port = port_in(std::string_view(rest).substr(colon + 1));
  if (parsed.port == 0) throw refuse("names no port from 1 to 65535");
  parsed.host = rest.substr(0, colon);
  if (parsed.host.size() > 2 && parsed.host.front() == '[' && parsed.host.back() == ']') {
    parsed.host = parsed.host.substr(1, parsed.host.size() - 2);
  }
  if (parsed.host == "localhost") parsed.host = "127.0.0.1";
  if (socket_address(parsed.host, parsed.port).size == 0) {
    throw refuse("only this machine's loopback is spoken to (127.0.0.1, [::1], localhost)");
  }
  return parsed;
}

TcpDriver::TcpDriver(const LoopbackAddress& address) {
  const SocketAddress target = socket_address(address.host, address.port);
  socket_ = socket(target.bytes.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const int fault = socket_ < 0 ? errno : connected(socket_, target);
  if (fault != 0) {
    if (socket_ >= 0) close(socket_);
    throw InputError(fmt::format("driver: no connection to {} port {}: {}", address.host,
                                 address.port, std::strerror(fault)));
  }
  // A request is one short line that is answered before the next: waiting for more is lost time.
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

TcpDriver::~TcpDriver() { close(socket_); }

void TcpDriver::write_pending() {
  const ssize_t written = send(socket_, outgoing_.data(), outgoing_.size(), MSG_NOSIGNAL);
  if (written > 0) {
    outgoing_.erase(0, static_cast<std::size_t>(written));
  } else if (written < 0 && errno != EAGAIN && errno != EINTR) {
    outgoing_.clear();  // what the driver still said comes before its end
  }
}

void TcpDriver::read_replies() {
  std::array<char, 65536> buffer;
  const ssize_t count = recv(socket_, buffer.data(), buffer.size(), 0);
  if (count > 0) {
    incoming_.add({buffer.data(), static_cast<std::size_t>(count)});
  } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
    ended_ = true;
  }
}

/// Waits until something can be moved or the deadline, and moves it.
void TcpDriver::pump(Clock::time_point deadline) {
  if (ended_) return;
  const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
  const auto events = static_cast<short>(outgoing_.empty() ? POLLIN : POLLIN | POLLOUT);
  if (wait_for(socket_, events, left) <= 0) return;
  if (!outgoing_.empty()) write_pending();
  read_replies();
}

Exchange TcpDriver::exchange(const std::string& line, milliseconds timeout) {
  if (const std::string early = unasked_output(); !early.empty()) {
    return {Exchange::Kind::kUnasked, early};
  }
  const Clock::time_point deadline = Clock::now() + timeout;
  outgoing_ = line + "\n";
  while (true) {
    Exchange got = incoming_.take_line();
    if (got.kind != Exchange::Kind::kTimeout) return got;
    if (ended_) return {Exchange::Kind::kClosed, "the connection was closed"};
    if (interruption() != 0) return {Exchange::Kind::kAbandoned, kInterrupted};
    if (Clock::now() >= deadline) return {Exchange::Kind::kTimeout, {}};
    pump(std::min(deadline, Clock::now() + kGlance));
  }
}

std::string TcpDriver::unasked_output() {
  pump(Clock::now());
  return incoming_.shown();
}

Farewell TcpDriver::finish(milliseconds grace) {
  const Clock::time_point deadline = Clock::now() + grace;
  while (!ended_ && Clock::now() < deadline && interruption() == 0) {
    pump(std::min(deadline, Clock::now() + kGlance));
  }
  if (ended_) return {true, "the connection was closed"};
  return {false, "the connection was still open"};
}

}  // namespace smx::conformance
