#include <openssl/err.h>
#include <openssl/ssl.h>

#include <stdexcept>
#include <utility>

#include "http/tls_context.h"

namespace smx::relay::http {
namespace {

constexpr std::string_view kProtocol("\x08http/1.1");

[[noreturn]] void fail(const char* what) {
  ERR_clear_error();
  throw std::runtime_error(what);
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* offered, unsigned int offered_length, void*) {
  // The library's signature takes the place of our constant without const.
  unsigned char* chosen = nullptr;
  const auto* ours = reinterpret_cast<const unsigned char*>(kProtocol.data());
  if (SSL_select_next_proto(&chosen, out_length, ours, static_cast<unsigned>(kProtocol.size()),
                            offered, offered_length) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

void free_keylog(void*, void* kept, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<TlsContext::Keylog*>(kept);
}

int keylog_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_keylog);
  return index;
}

void write_keylog(const SSL* session, const char* line) {
  const auto* keylog = static_cast<TlsContext::Keylog*>(
      SSL_CTX_get_ex_data(SSL_get_SSL_CTX(session), keylog_index()));
  if (keylog != nullptr) (*keylog)(line);
}

}  // namespace

void TlsContext::FreeContext::operator()(ssl_ctx_st* context) const noexcept {
  SSL_CTX_free(context);
}

void TlsContext::FreeSession::operator()(ssl_st* session) const noexcept { SSL_free(session); }

TlsContext::TlsContext(const std::string& certificate_file, const std::string& key_file,
                       Keylog keylog)
    : context_(SSL_CTX_new(TLS_server_method())) {
  SSL_CTX* context = context_.get();
  if (context == nullptr) fail("no TLS");
  SSL_CTX_set_security_level(context, 2);
  if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) != 1) {
    fail("no TLS 1.3");
  }
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  if (SSL_CTX_set_num_tickets(context, 0) != 1) fail("no TLS without tickets");
  // Buffers are given back while nothing is on its way: thousands of connections are idle.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(context, certificate_file.c_str()) != 1) {
    fail("the certificate cannot be used");
  }
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    fail("the certificate's private key cannot be used");
  }
  if (keylog) {
    auto kept = std::make_unique<Keylog>(std::move(keylog));
    if (SSL_CTX_set_ex_data(context, keylog_index(), kept.get()) != 1) fail("no key log");
    static_cast<void>(kept.release());  // free_keylog has it
    SSL_CTX_set_keylog_callback(context, write_keylog);
  }
}

TlsContext::Session TlsContext::session() const {
  Session session(SSL_new(context_.get()));
  if (session == nullptr) fail("no TLS session");
  SSL_set_accept_state(session.get());
  return session;
}

}  // namespace smx::relay::http
