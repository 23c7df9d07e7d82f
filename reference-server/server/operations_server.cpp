#include "server/operations_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <system_error>

namespace smx::relay::server {
namespace {

constexpr std::size_t kLongestHead = 8192;
/// One client at a time: a slow one is sent away after this.
constexpr std::chrono::milliseconds kPatience(2000);

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

Address loopback_address(const Endpoint& endpoint) {
  Address address;
  auto* v4 = reinterpret_cast<sockaddr_in*>(&address.storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&address.storage);
  if (::inet_pton(AF_INET, endpoint.address.c_str(), &v4->sin_addr) == 1 &&
      (ntohl(v4->sin_addr.s_addr) >> 24) == 127) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(endpoint.port);
    address.size = sizeof *v4;
  } else if (::inet_pton(AF_INET6, endpoint.address.c_str(), &v6->sin6_addr) == 1 &&
             IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr)) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(endpoint.port);
    address.size = sizeof *v6;
  } else {
    errno = EADDRNOTAVAIL;
    fail("operations: not an address of this machine alone");
  }
  return address;
}

std::uint16_t bound_port(int listener) {
  Address address;
  address.size = sizeof address.storage;
  if (::getsockname(listener, reinterpret_cast<sockaddr*>(&address.storage), &address.size) != 0) {
    fail("operations: getsockname");
  }
  return ntohs(address.storage.ss_family == AF_INET
                   ? reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port
                   : reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_port);
}

/// Whether `descriptor` is ready for `what` before `deadline`.
bool await(int descriptor, short what, std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  if (left.count() <= 0) return false;
  pollfd entry{descriptor, what, 0};
  return ::poll(&entry, 1, static_cast<int>(left.count())) == 1;
}

std::string response(std::string_view status, std::string_view type, std::string_view body) {
  return fmt::format(
      "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n"
      "Connection: close\r\n\r\n{}",
      status, type, body.size(), body);
}

/// A name of this machine alone: a page in a browser that renamed its own host to 127.0.0.1 sends
/// another.
bool is_local_host(std::string_view head) {
  std::string lower(head);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const std::size_t start = lower.find("\r\nhost:");
  if (start == std::string::npos) return true;
  std::string_view host = std::string_view(lower).substr(start + 7);
  host = host.substr(0, host.find("\r\n"));
  host.remove_prefix(std::min(host.find_first_not_of(" \t"), host.size()));
  if (!host.starts_with('[')) host = host.substr(0, host.find(':'));
  return host == "localhost" || host.starts_with("[::1]") || host.starts_with("127.");
}

}  // namespace

OperationsServer::OperationsServer(const Endpoint& endpoint, Answers answers)
    : answers_(std::move(answers)) {
  const Address address = loopback_address(endpoint);
  listener_ = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  stop_ = ::eventfd(0, EFD_CLOEXEC);
  const int on = 1;
  if (listener_ < 0 || stop_ < 0 ||
      ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      ::bind(listener_, reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0 ||
      ::listen(listener_, 16) != 0) {
    const int error = errno;
    if (listener_ >= 0) ::close(listener_);
    if (stop_ >= 0) ::close(stop_);
    throw std::system_error(error, std::generic_category(), "operations: cannot listen");
  }
  port_ = bound_port(listener_);
  thread_ = std::thread([this] { serve(); });
}

OperationsServer::~OperationsServer() {
  const std::uint64_t one = 1;
  while (::write(stop_, &one, sizeof one) < 0 && errno == EINTR) {
  }
  thread_.join();
  ::close(listener_);
  ::close(stop_);
}

void OperationsServer::serve() {
  for (;;) {
    std::array<pollfd, 2> entries{{{listener_, POLLIN, 0}, {stop_, POLLIN, 0}}};
    if (::poll(entries.data(), entries.size(), -1) < 0 && errno != EINTR) return;
    if (entries[1].revents != 0) return;
    if (entries[0].revents == 0) continue;
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (connection < 0) continue;
    answer(connection);
    ::close(connection);
  }
}

void OperationsServer::answer(int connection) const {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  std::string head;
  std::array<char, 2048> part{};
  while (head.find("\r\n\r\n") == std::string::npos) {
    if (head.size() > kLongestHead || !await(connection, POLLIN, deadline)) return;
    const ssize_t size = ::recv(connection, part.data(), part.size(), 0);
    if (size <= 0) return;
    head.append(part.data(), static_cast<std::size_t>(size));
  }
  const std::string reply = response_to(head);
  std::string_view rest = reply;
  while (!rest.empty()) {
    if (!await(connection, POLLOUT, deadline)) return;
    const ssize_t size = ::send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (size <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
  ::shutdown(connection, SHUT_WR);
}

std::string OperationsServer::response_to(std::string_view head) const {
  constexpr const char* kText = "text/plain; charset=utf-8";
  const std::string_view line = head.substr(0, head.find("\r\n"));
  const std::size_t end = line.rfind(' ');
  if (!line.starts_with("GET ") || end < 4) return response("405 Method Not Allowed", kText, "");
  if (!is_local_host(head)) return response("403 Forbidden", kText, "");
  const std::string_view target = line.substr(4, end - 4);
  const std::string_view path = target.substr(0, target.find('?'));
  if (path == "/metrics") {
    return response("200 OK", "text/plain; version=0.0.4; charset=utf-8", answers_.metrics());
  }
  if (path == "/healthz") return response("200 OK", kText, "ok\n");
  if (path == "/readyz") {
    return answers_.ready() ? response("200 OK", kText, "ready\n")
                            : response("503 Service Unavailable", kText, "not ready\n");
  }
  return response("404 Not Found", kText, "");
}

}  // namespace smx::relay::server
