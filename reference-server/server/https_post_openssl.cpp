#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>

#include "server/https_post.h"

namespace smx::relay::server {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

bool await_socket(int descriptor, short what, Deadline deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  if (left.count() <= 0) return false;
  pollfd entry{descriptor, what, 0};
  return ::poll(&entry, 1, static_cast<int>(left.count())) == 1;
}

struct SocketCloser {
  int value = -1;
  explicit SocketCloser(int descriptor) noexcept : value(descriptor) {}
  SocketCloser(const SocketCloser&) = delete;
  SocketCloser& operator=(const SocketCloser&) = delete;
  ~SocketCloser() {
    if (value >= 0) ::close(value);
  }
};

bool connects(int descriptor, const addrinfo& address, Deadline deadline) {
  if (::connect(descriptor, address.ai_addr, address.ai_addrlen) == 0) return true;
  if (errno != EINPROGRESS || !await_socket(descriptor, POLLOUT, deadline)) return false;
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
}

/// A connected socket that does not block, or -1.
int open_connection(const Url& url, Deadline deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(url.host.c_str(), url.port.c_str(), &hints, &found) != 0) return -1;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(found, ::freeaddrinfo);
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    const int descriptor =
        ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) continue;
    if (connects(descriptor, *address, deadline)) return descriptor;
    ::close(descriptor);
  }
  return -1;
}

/// Repeats a call of OpenSSL until it is done; its result, or 0.
template <class Call>
int repeat(SSL* ssl, int descriptor, Deadline deadline, Call call) {
  for (;;) {
    ERR_clear_error();
    const int result = call();
    if (result > 0) return result;
    const int error = SSL_get_error(ssl, result);
    const short wanted = error == SSL_ERROR_WANT_READ    ? POLLIN
                         : error == SSL_ERROR_WANT_WRITE ? POLLOUT
                                                         : short{0};
    if (wanted == 0 || !await_socket(descriptor, wanted, deadline)) return 0;
  }
}

/// Of "HTTP/1.1 204 ...", or 0.
int status_of(std::string_view line) {
  if (!line.starts_with("HTTP/1.") || line.size() < 12 || line[8] != ' ') return 0;
  int status = 0;
  const auto [end, error] = std::from_chars(line.data() + 9, line.data() + 12, status);
  return error == std::errc() && end == line.data() + 12 && status >= 100 ? status : 0;
}

}  // namespace

struct HttpsPoster::Tls {
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context{SSL_CTX_new(TLS_client_method()),
                                                            SSL_CTX_free};
};

HttpsPoster::HttpsPoster(Webhook webhook, const std::string& ca_file,
                         std::chrono::milliseconds limit)
    : webhook_(std::move(webhook)), limit_(limit), tls_(std::make_unique<Tls>()) {
  SSL_CTX* context = tls_->context.get();
  if (context == nullptr || SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1) {
    throw std::runtime_error("webhook: no TLS");
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  const int loaded = ca_file.empty()
                         ? SSL_CTX_set_default_verify_paths(context)
                         : SSL_CTX_load_verify_locations(context, ca_file.c_str(), nullptr);
  if (loaded != 1) throw std::runtime_error("webhook: no certificate authorities in that file");
}

HttpsPoster::~HttpsPoster() = default;

int HttpsPoster::post(std::string_view body) {
  const Deadline deadline = std::chrono::steady_clock::now() + limit_;
  const SocketCloser connection(open_connection(webhook_.url, deadline));
  if (connection.value < 0) return 0;
  const std::unique_ptr<SSL, decltype(&SSL_free)> holder(SSL_new(tls_->context.get()), SSL_free);
  SSL* ssl = holder.get();
  if (ssl == nullptr) return 0;
  const char* host = webhook_.url.host.c_str();
  X509_VERIFY_PARAM* verify = SSL_get0_param(ssl);
  // An address is looked for among the certificate's addresses, a name among its names; the subject
  // is no name (RFC 9525), though the library takes it for one where there is no other.
  X509_VERIFY_PARAM_set_hostflags(
      verify, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const bool named = X509_VERIFY_PARAM_set1_ip_asc(verify, host) == 1 ||
                     (SSL_set1_host(ssl, host) == 1 && SSL_set_tlsext_host_name(ssl, host) == 1);
  if (!named || SSL_set_fd(ssl, connection.value) != 1) return 0;
  const auto call = [&](auto step) { return repeat(ssl, connection.value, deadline, step); };
  if (call([&] { return SSL_connect(ssl); }) == 0) return 0;
  const std::string request = fmt::format(
      "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nContent-Type: "
      "application/json\r\n"
      "Content-Length: {}\r\nConnection: close\r\n\r\n{}",
      webhook_.url.target, webhook_.url.authority(), webhook_.token, body.size(), body);
  if (call([&] { return SSL_write(ssl, request.data(), static_cast<int>(request.size())); }) == 0) {
    return 0;
  }
  std::array<char, 512> answer{};
  std::size_t size = 0;
  while (size < 12) {
    const int part = call([&] {
      return SSL_read(ssl, answer.data() + size, static_cast<int>(answer.size() - size));
    });
    if (part == 0) return 0;
    size += static_cast<std::size_t>(part);
  }
  const int status = status_of({answer.data(), size});
  SSL_shutdown(ssl);
  return status;
}

}  // namespace smx::relay::server
