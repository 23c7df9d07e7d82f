#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "tls_connection.h"

namespace smx::interop {
namespace {

std::string tls_reason() {
  std::array<char, 256> text{};
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "the connection ended";
  ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

void wait_for(int socket, short events, const Deadline& deadline, const char* what) {
  pollfd watched{socket, events, 0};
  while (true) {
    const int ready = poll(&watched, 1, deadline.left());
    if (ready > 0) return;
    if (ready < 0 && errno != EINTR) {
      throw LinkFault(fmt::format("{}: {}", what, std::strerror(errno)));
    }
    if (deadline.over()) throw LinkFault(fmt::format("{}: not in time", what));
  }
}

/// A write to a server that has gone must be an error code here, not the end of the gate.
void ignore_broken_pipes() {
  struct sigaction current = {};
  sigaction(SIGPIPE, nullptr, &current);
  if (current.sa_handler == SIG_DFL) signal(SIGPIPE, SIG_IGN);
}

class Addresses {
 public:
  Addresses(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    if (getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &first_) != 0) {
      throw LinkFault(fmt::format("{}: no address", host));
    }
  }
  ~Addresses() { freeaddrinfo(first_); }
  Addresses(const Addresses&) = delete;
  Addresses& operator=(const Addresses&) = delete;

  const addrinfo* first() const { return first_; }

 private:
  addrinfo* first_ = nullptr;
};

/// The first address that accepts; -1 if none does, with errno.
int connected(const Addresses& addresses, const Deadline& deadline) {
  int fault = ECONNREFUSED;
  for (const addrinfo* at = addresses.first(); at != nullptr; at = at->ai_next) {
    const int made =
        socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol);
    if (made < 0) continue;
    if (connect(made, at->ai_addr, at->ai_addrlen) != 0 && errno == EINPROGRESS) {
      wait_for(made, POLLOUT, deadline, "connecting");
    }
    socklen_t length = sizeof(fault);
    getsockopt(made, SOL_SOCKET, SO_ERROR, &fault, &length);
    if (fault == 0) return made;
    close(made);
  }
  errno = fault;
  return -1;
}

}  // namespace

struct TlsConnection::Parts {
  ~Parts() {
    SSL_free(ssl);
    SSL_CTX_free(context);
    if (socket >= 0) close(socket);
  }

  void check(bool good, const char* what) const {
    if (!good) throw LinkFault(fmt::format("{}: {}", what, tls_reason()));
  }
  void set_up(const TlsPeer& to);
  void expect_host(const std::string& host) const;
  /// Waits as the library asks after a call that gave `result`; false if the connection is at its
  /// end. Throws LinkFault.
  bool go_on(int result, const Deadline& deadline, const char* what) const;

  SSL_CTX* context = nullptr;
  SSL* ssl = nullptr;
  int socket = -1;
  std::function<void(std::string_view)> key_log;
};

void TlsConnection::Parts::set_up(const TlsPeer& to) {
  context = SSL_CTX_new(TLS_client_method());
  check(context != nullptr, "TLS");
  check(SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1, "TLS 1.3");
  check(SSL_CTX_load_verify_locations(context, to.ca_file.c_str(), nullptr) == 1,
        to.ca_file.c_str());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  key_log = to.key_log;
  if (key_log) {
    SSL_CTX_set_keylog_callback(context, [](const SSL* of, const char* line) {
      static_cast<const Parts*>(SSL_get_app_data(of))->key_log(line);
    });
  }
  ssl = SSL_new(context);
  check(ssl != nullptr, "TLS");
  SSL_set_app_data(ssl, this);
  expect_host(to.host);
}

void TlsConnection::Parts::expect_host(const std::string& host) const {
  std::array<std::uint8_t, sizeof(in6_addr)> address{};
  const bool is_address = inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
                          inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
  if (is_address) {
    check(X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1, "address");
  } else {
    check(SSL_set1_host(ssl, host.c_str()) == 1, "host name");
    // A macro of OpenSSL's with an old-style cast in it.
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(host.c_str()));
  }
}

bool TlsConnection::Parts::go_on(int result, const Deadline& deadline, const char* what) const {
  switch (SSL_get_error(ssl, result)) {
    case SSL_ERROR_WANT_READ:
      wait_for(socket, POLLIN, deadline, what);
      return true;
    case SSL_ERROR_WANT_WRITE:
      wait_for(socket, POLLOUT, deadline, what);
      return true;
    case SSL_ERROR_ZERO_RETURN:
      return false;
    default:
      throw LinkFault(fmt::format("{}: {}", what, tls_reason()));
  }
}

TlsConnection::TlsConnection(const TlsPeer& peer, const Deadline& deadline)
    : parts_(std::make_unique<Parts>()) {
  ignore_broken_pipes();
  ERR_clear_error();
  parts_->set_up(peer);
  const std::string& way = peer.through.empty() ? peer.host : peer.through;
  const Addresses addresses(way, peer.port);
  parts_->socket = connected(addresses, deadline);
  if (parts_->socket < 0) {
    throw LinkFault(fmt::format("{}:{}: {}", way, peer.port, std::strerror(errno)));
  }
  const int no_delay = 1;
  setsockopt(parts_->socket, IPPROTO_TCP, TCP_NODELAY, &no_delay, sizeof(no_delay));
  parts_->check(SSL_set_fd(parts_->ssl, parts_->socket) == 1, "TLS");
  while (true) {
    const int result = SSL_connect(parts_->ssl);
    if (result == 1) break;
    if (!parts_->go_on(result, deadline, "TLS handshake")) {
      throw LinkFault("TLS handshake: the server ended the connection");
    }
  }
}

TlsConnection::~TlsConnection() {
  // One try: the server may be gone, and nobody waits for its answer.
  if (parts_->socket >= 0) SSL_shutdown(parts_->ssl);
  ERR_clear_error();
}

void TlsConnection::write(std::string_view bytes, const Deadline& deadline) {
  if (parts_->socket < 0) throw LinkFault("write: the connection was cut");
  ERR_clear_error();
  while (!bytes.empty()) {
    std::size_t written = 0;
    const int result = SSL_write_ex(parts_->ssl, bytes.data(), bytes.size(), &written);
    if (result == 1) {
      bytes.remove_prefix(written);
    } else if (!parts_->go_on(result, deadline, "write")) {
      throw LinkFault("write: the server ended the connection");
    }
  }
}

std::string TlsConnection::read(const Deadline& deadline) {
  bool came = false;
  std::string bytes = read_until(deadline, came);
  if (!came) throw LinkFault("read: not in time");
  return bytes;
}

std::string TlsConnection::read_until(const Deadline& deadline, bool& came) {
  if (parts_->socket < 0) throw LinkFault("read: the connection was cut");
  ERR_clear_error();
  came = true;
  std::string buffer(16'384, '\0');
  while (true) {
    std::size_t count = 0;
    const int result = SSL_read_ex(parts_->ssl, buffer.data(), buffer.size(), &count);
    if (result == 1) {
      buffer.resize(count);
      return buffer;
    }
    const int error = SSL_get_error(parts_->ssl, result);
    if (error == SSL_ERROR_WANT_READ) {
      pollfd watched{parts_->socket, POLLIN, 0};
      const int ready = poll(&watched, 1, deadline.left());
      if (ready <= 0 && deadline.over()) {
        came = false;
        return {};
      }
    } else if (!parts_->go_on(result, deadline, "read")) {
      return {};
    }
  }
}

void TlsConnection::cut() {
  if (parts_->socket < 0) return;
  close(parts_->socket);
  parts_->socket = -1;
}

}  // namespace smx::interop
