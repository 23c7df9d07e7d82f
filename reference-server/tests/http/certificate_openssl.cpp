#include "tests/http/certificate_openssl.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace smx::relay::test {
namespace {

struct FreeMaterial {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(FILE* file) const { std::fclose(file); }
};

void require(bool done) {
  if (!done) throw std::runtime_error("no certificate for the test");
}

}  // namespace

void write_certificate(const std::string& certificate_file, const std::string& key_file,
                       const std::string& name) {
  const std::unique_ptr<EVP_PKEY, FreeMaterial> key(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, FreeMaterial> certificate(X509_new());
  require(key != nullptr && certificate != nullptr);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 24L * 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  require(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);
  const std::unique_ptr<FILE, FreeMaterial> certificate_out(
      std::fopen(certificate_file.c_str(), "w"));
  const std::unique_ptr<FILE, FreeMaterial> key_out(std::fopen(key_file.c_str(), "w"));
  require(certificate_out != nullptr && key_out != nullptr);
  require(PEM_write_X509(certificate_out.get(), certificate.get()) == 1);
  require(PEM_write_PrivateKey(key_out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) ==
          1);
}

}  // namespace smx::relay::test
