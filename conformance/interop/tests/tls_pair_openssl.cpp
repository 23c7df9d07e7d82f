#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>
#include <stdexcept>

#include "tls_pair.h"

namespace smx::interop::tests {

struct TlsPair::Parts {
  SSL_CTX* client_context = SSL_CTX_new(TLS_client_method());
  SSL_CTX* server_context = SSL_CTX_new(TLS_server_method());
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
  X509* certificate = X509_new();
  SSL* client = nullptr;
  SSL* server = nullptr;

  ~Parts() {
    SSL_free(client);
    SSL_free(server);
    X509_free(certificate);
    EVP_PKEY_free(key);
    SSL_CTX_free(client_context);
    SSL_CTX_free(server_context);
  }
};

namespace {

void need(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

SSL* with_buffers(SSL_CTX* context) {
  SSL* ssl = SSL_new(context);
  SSL_set_bio(ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  return ssl;
}

/// Moves what one side wrote to what the other reads, and keeps it.
void move(SSL* from, SSL* to, Bytes& kept) {
  std::array<std::uint8_t, 4096> buffer;
  int count = 0;
  while ((count = BIO_read(SSL_get_wbio(from), buffer.data(), static_cast<int>(buffer.size()))) >
         0) {
    kept.insert(kept.end(), buffer.data(), buffer.data() + count);
    BIO_write(SSL_get_rbio(to), buffer.data(), count);
  }
}

void write(SSL* ssl, const std::string& text) {
  std::size_t written = 0;
  need(SSL_write_ex(ssl, text.data(), text.size(), &written) == 1 && written == text.size(),
       "write");
}

void read_all(SSL* ssl) {
  std::array<char, 4096> buffer;
  std::size_t count = 0;
  while (SSL_read_ex(ssl, buffer.data(), buffer.size(), &count) == 1) {
  }
}

}  // namespace

TlsPair::TlsPair(const std::string& suite) : parts_(new Parts) {
  stream_.label = "a pair";
  X509_set_pubkey(parts_->certificate, parts_->key);
  X509_gmtime_adj(X509_getm_notBefore(parts_->certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(parts_->certificate), 3600);
  need(X509_sign(parts_->certificate, parts_->key, EVP_sha256()) > 0, "certificate");
  need(SSL_CTX_use_certificate(parts_->server_context, parts_->certificate) == 1, "certificate");
  need(SSL_CTX_use_PrivateKey(parts_->server_context, parts_->key) == 1, "key");
  need(SSL_CTX_set_ciphersuites(parts_->client_context, suite.c_str()) == 1, "suite");
  SSL_CTX_set_keylog_callback(parts_->server_context, [](const SSL* ssl, const char* line) {
    auto* pair = static_cast<TlsPair*>(SSL_get_app_data(ssl));
    pair->key_log_ += std::string(line) + "\n";
  });
  parts_->client = with_buffers(parts_->client_context);
  parts_->server = with_buffers(parts_->server_context);
  SSL_set_app_data(parts_->server, this);
  for (int round = 0; round < 8; ++round) {
    SSL_connect(parts_->client);
    move(parts_->client, parts_->server, stream_.to_relay);
    SSL_accept(parts_->server);
    move(parts_->server, parts_->client, stream_.from_relay);
  }
  need(SSL_is_init_finished(parts_->client) == 1 && SSL_is_init_finished(parts_->server) == 1,
       "handshake");
}

TlsPair::~TlsPair() { delete parts_; }

void TlsPair::carry() {
  move(parts_->client, parts_->server, stream_.to_relay);
  move(parts_->server, parts_->client, stream_.from_relay);
  read_all(parts_->server);
  read_all(parts_->client);
}

void TlsPair::to_relay(const std::string& text) {
  write(parts_->client, text);
  carry();
}

void TlsPair::from_relay(const std::string& text) {
  write(parts_->server, text);
  carry();
}

void TlsPair::update_keys() {
  need(SSL_key_update(parts_->client, SSL_KEY_UPDATE_REQUESTED) == 1, "key update");
}

}  // namespace smx::interop::tests
