#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

#include "server/self_signed.h"

namespace smx::relay::server {
namespace {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* pointer) const noexcept {
    Free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, Freer<BIO_free_all>>;

void require(bool done) {
  if (!done) throw std::runtime_error("the self-signed certificate could not be made");
}

void extend(X509* certificate, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1);
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

void set_serial(X509* certificate) {
  std::uint64_t serial = 0;
  require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1 | 1) == 1);
}

}  // namespace

CertificateAndKey make_self_signed(Instant now) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  require(key && certificate);
  constexpr std::int64_t kOneDay = 24 * 3600;
  X509* out = certificate.get();
  set_serial(out);
  require(X509_set_version(out, 2) == 1 &&
          ASN1_TIME_set(X509_getm_notBefore(out), now.seconds() - kOneDay) != nullptr &&
          ASN1_TIME_set(X509_getm_notAfter(out), now.seconds() + 30 * kOneDay) != nullptr &&
          X509_set_pubkey(out, key.get()) == 1);
  X509_NAME* name = X509_get_subject_name(out);
  const auto* common_name = reinterpret_cast<const unsigned char*>("smx-relay --dev");
  require(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_ASC, common_name, -1, -1, 0) ==
              1 &&
          X509_set_issuer_name(out, name) == 1);
  // It serves as its own authority: clients are given it as the one that they trust.
  extend(out, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  extend(out, NID_key_usage, "critical,digitalSignature,keyCertSign");
  extend(out, NID_ext_key_usage, "serverAuth");
  extend(out, NID_subject_key_identifier, "hash");
  extend(out, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:0:0:0:0:0:0:0:1");
  require(X509_sign(out, key.get(), EVP_sha256()) > 0);
  const Memory certificate_text(BIO_new(BIO_s_mem()));
  const Memory key_text(BIO_new(BIO_s_secmem()));
  require(certificate_text && key_text && PEM_write_bio_X509(certificate_text.get(), out) == 1 &&
          PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                        nullptr) == 1);
  return {text_of(certificate_text.get()), text_of(key_text.get())};
}

}  // namespace smx::relay::server
