#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "bench/link.h"

namespace smx::relay::bench {
namespace {

sockaddr_in address_of(const std::string& host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) {
    throw LinkFault("not an IPv4 address: " + host);
  }
  return address;
}

template <class Address>
sockaddr* generic(Address& address) {
  return reinterpret_cast<sockaddr*>(&address);
}

}  // namespace

struct Trust::Context {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
};

Trust::Trust(const std::string& ca_file) : context_(std::make_unique<Context>()) {
  SSL_CTX* context = context_->context;
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  // The peers of a test end without farewell; what was cut off shows in the content.
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  if (SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr) != 1) {
    SSL_CTX_free(context);
    throw LinkFault("the certificate file cannot be used: " + ca_file);
  }
}

Trust::~Trust() { SSL_CTX_free(context_->context); }

Task<std::unique_ptr<Link>> Link::open(Loop& loop, Peer peer, std::string source, Time deadline) {
  std::unique_ptr<Link> link(new Link(loop));
  link->connect(peer, source);
  co_await link->shake_hands(peer, deadline);
  co_return link;
}

Link::~Link() {
  if (tls_ != nullptr) SSL_free(tls_);
  if (socket_ >= 0) {
    loop_.forget(socket_, *this);
    close(socket_);
  }
}

void Link::connect(const Peer& peer, const std::string& source) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) throw LinkFault(std::string("no socket: ") + std::strerror(errno));
  try {
    loop_.watch(descriptor, *this);
  } catch (...) {
    close(descriptor);
    throw;
  }
  socket_ = descriptor;
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (!source.empty()) {
    setsockopt(socket_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    sockaddr_in own = address_of(source, 0);
    if (bind(socket_, generic(own), sizeof own) != 0) {
      throw LinkFault("cannot bind " + source + ": " + std::strerror(errno));
    }
  }
  sockaddr_in there = address_of(peer.host, peer.port);
  if (::connect(socket_, generic(there), sizeof there) != 0 && errno != EINPROGRESS) {
    throw LinkFault(std::string("cannot connect: ") + std::strerror(errno));
  }
}

Task<void> Link::shake_hands(const Peer& peer, Time deadline) {
  // An edge may come before the connection is there; then the peer's name is not known yet.
  sockaddr_in there{};
  socklen_t length = sizeof there;
  while (getpeername(socket_, generic(there), &length) != 0) {
    int fault = 0;
    socklen_t size = sizeof fault;
    getsockopt(socket_, SOL_SOCKET, SO_ERROR, &fault, &size);
    if (fault != 0) throw LinkFault(std::string("cannot connect: ") + std::strerror(fault));
    const bool told = co_await readable_.wait(deadline);
    if (!told) throw LinkFault("connecting took too long");
  }
  if (peer.trust) {
    tls_ = SSL_new(peer.trust->context_->context);
    if (tls_ == nullptr || SSL_set_fd(tls_, socket_) != 1 ||
        SSL_set1_host(tls_, peer.host.c_str()) != 1) {
      throw LinkFault("no TLS");
    }
    while (true) {
      ERR_clear_error();
      const int done = SSL_connect(tls_);
      if (done == 1) break;
      const int why = SSL_get_error(tls_, done);
      if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) {
        throw LinkFault("the TLS handshake failed");
      }
      const bool told = co_await readable_.wait(deadline);
      if (!told) throw LinkFault("the TLS handshake took too long");
    }
  }
  open_ = true;
}

void Link::on_ready(std::uint32_t events) {
  if (open_ && (events & EPOLLOUT) != 0 && !out_.empty()) flush();
  readable_.notify();
}

void Link::write(std::string_view bytes) {
  out_ += bytes;
  flush();
}

void Link::flush() {
  std::size_t sent = 0;
  while (sent < out_.size() && !failed_) {
    if (tls_ != nullptr) {
      ERR_clear_error();
      std::size_t some = 0;
      const int done = SSL_write_ex(tls_, out_.data() + sent, out_.size() - sent, &some);
      if (done == 1) {
        sent += some;
        continue;
      }
      const int why = SSL_get_error(tls_, done);
      if (why == SSL_ERROR_WANT_WRITE || why == SSL_ERROR_WANT_READ) break;
      failed_ = true;
    } else {
      const ssize_t some = send(socket_, out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL);
      if (some > 0) {
        sent += static_cast<std::size_t>(some);
        continue;
      }
      if (errno == EAGAIN) break;
      failed_ = errno != EINTR;
    }
  }
  out_.erase(0, sent);
}

int Link::receive(std::string& into) {
  std::array<char, 16'384> buffer;
  if (tls_ == nullptr) {
    const ssize_t some = recv(socket_, buffer.data(), buffer.size(), 0);
    if (some == 0) return -1;
    if (some < 0) {
      if (errno == EAGAIN || errno == EINTR) return 0;
      throw LinkFault(std::string("the connection broke: ") + std::strerror(errno));
    }
    into.assign(buffer.data(), static_cast<std::size_t>(some));
    return static_cast<int>(some);
  }
  ERR_clear_error();
  const int some = SSL_read(tls_, buffer.data(), static_cast<int>(buffer.size()));
  if (some > 0) {
    into.assign(buffer.data(), static_cast<std::size_t>(some));
    return some;
  }
  const int why = SSL_get_error(tls_, some);
  if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return 0;
  if (why == SSL_ERROR_ZERO_RETURN) return -1;
  throw LinkFault("the connection broke");
}

Task<std::string> Link::read_until(Time deadline, bool& over) {
  over = false;
  std::string bytes;
  while (true) {
    const int some = receive(bytes);
    if (some > 0) co_return bytes;
    if (some < 0) co_return std::string();
    const bool told = co_await readable_.wait(deadline);
    if (!told) {
      over = true;
      co_return std::string();
    }
  }
}

Task<std::string> Link::read(Time deadline) {
  bool over = false;
  std::string bytes = co_await read_until(deadline, over);
  if (over) throw LinkFault("the relay took too long");
  co_return bytes;
}

}  // namespace smx::relay::bench
