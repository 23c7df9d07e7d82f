#include "tests/server/tls_sink_openssl.h"

#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace smx::relay::test {
namespace {

struct Free {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const noexcept { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const noexcept { X509_EXTENSION_free(extension); }
  void operator()(BIO* bio) const noexcept { BIO_free(bio); }
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

void require(bool done) {
  if (!done) throw std::runtime_error("no TLS server for the test");
}

void extend(X509* certificate, X509* issuer, int what, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension(
      X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str()));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

Owned<X509> new_certificate(EVP_PKEY* key, const char* name, long serial, long from, long until) {
  Owned<X509> certificate(X509_new());
  require(certificate != nullptr);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), until);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  return certificate;
}

/// The whole of a request with a Content-Length; empty when the client ended before.
std::string read_request(SSL* ssl) {
  constexpr std::string_view kLength = "Content-Length: ";
  std::string text;
  std::array<char, 2048> part{};
  for (;;) {
    const std::size_t head = text.find("\r\n\r\n");
    const std::size_t length = text.find(kLength);
    if (head != std::string::npos && length < head) {
      const std::size_t body = std::stoul(text.substr(length + kLength.size()));
      if (text.size() >= head + 4 + body) return text;
    }
    const int size = SSL_read(ssl, part.data(), static_cast<int>(part.size()));
    if (size <= 0) return "";
    text.append(part.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace

struct TestAuthority::State {
  Owned<EVP_PKEY> key{EVP_EC_gen("P-256")};
  Owned<X509> certificate;
};

TestAuthority::TestAuthority() : state_(std::make_unique<State>()) {
  State& state = *state_;
  require(state.key != nullptr);
  state.certificate = new_certificate(state.key.get(), "authority of a test", 1, -3600, 24L * 3600);
  X509* certificate = state.certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  extend(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  require(X509_sign(certificate, state.key.get(), EVP_sha256()) > 0);
}

TestAuthority::~TestAuthority() = default;

std::string TestAuthority::certificate() const {
  const Owned<BIO> out(BIO_new(BIO_s_mem()));
  require(out && PEM_write_bio_X509(out.get(), state_->certificate.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

struct TlsSink::State {
  TlsSinkOptions options;
  Owned<SSL_CTX> context{SSL_CTX_new(TLS_server_method())};
  int listener = -1;
  int stop = -1;
  std::uint16_t port = 0;
  mutable std::mutex mutex;
  std::vector<std::string> requests;
  std::thread thread;

  void certify(const TestAuthority& authority) {
    const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
    require(key != nullptr);
    const long until = options.expired ? -60 : 24L * 3600;
    const Owned<X509> certificate = new_certificate(key.get(), "localhost", 2, -3600, until);
    X509* issuer = authority.state().certificate.get();
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
    extend(certificate.get(), issuer, NID_subject_alt_name, options.names);
    extend(certificate.get(), issuer, NID_ext_key_usage,
           options.client_auth_only ? "clientAuth" : "serverAuth");
    require(X509_sign(certificate.get(), authority.state().key.get(), EVP_sha256()) > 0);
    require(SSL_CTX_use_certificate(context.get(), certificate.get()) == 1 &&
            SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1);
    if (options.most_version != 0) {
      // Old versions need the lowest level of security.
      SSL_CTX_set_security_level(context.get(), 0);
      require(SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION) == 1 &&
              SSL_CTX_set_max_proto_version(context.get(), options.most_version) == 1);
    }
  }

  void serve() {
    for (;;) {
      std::array<pollfd, 2> entries{{{listener, POLLIN, 0}, {stop, POLLIN, 0}}};
      if (::poll(entries.data(), entries.size(), -1) < 0 || entries[1].revents != 0) return;
      const int connection = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) return;
      // Whatever a client does, the test ends.
      const timeval patience{10, 0};
      ::setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      const Owned<SSL> ssl(SSL_new(context.get()));
      if (SSL_set_fd(ssl.get(), connection) == 1 && SSL_accept(ssl.get()) == 1) answer(ssl.get());
      ::close(connection);
    }
  }

  void answer(SSL* ssl) {
    std::string request = read_request(ssl);
    if (request.empty()) return;
    {
      const std::lock_guard lock(mutex);
      requests.push_back(std::move(request));
    }
    char byte = 0;
    if (options.silent) {
      SSL_read(ssl, &byte, 1);
    } else {
      SSL_write(ssl, options.answer.data(), static_cast<int>(options.answer.size()));
    }
  }
};

TlsSink::TlsSink(const TestAuthority& authority, TlsSinkOptions options)
    : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.options = std::move(options);
  require(state.context != nullptr);
  state.certify(authority);
  state.listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  state.stop = ::eventfd(0, EFD_CLOEXEC);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  require(state.listener >= 0 && state.stop >= 0 && ::bind(state.listener, generic, size) == 0 &&
          ::listen(state.listener, 4) == 0 && ::getsockname(state.listener, generic, &size) == 0);
  state.port = ntohs(address.sin_port);
  state.thread = std::thread([&state] { state.serve(); });
}

TlsSink::~TlsSink() {
  const std::uint64_t one = 1;
  if (::write(state_->stop, &one, sizeof one) != sizeof one) std::terminate();
  state_->thread.join();
  ::close(state_->listener);
  ::close(state_->stop);
}

std::uint16_t TlsSink::port() const noexcept { return state_->port; }

std::vector<std::string> TlsSink::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

}  // namespace smx::relay::test
