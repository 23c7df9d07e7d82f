#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <stdexcept>

#include "tests/auth/keys.h"

namespace smx::relay::test {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

std::string pem_of(EVP_PKEY* key, const EVP_CIPHER* cipher) {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  char passphrase[] = "passphrase";
  if (key == nullptr ||
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key, cipher, passphrase, cipher == nullptr ? 0 : 10,
                                    nullptr, nullptr) != 1) {
    throw std::runtime_error("no key for the test");
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

}  // namespace

std::string elliptic_curve_pem() {
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  return pem_of(key.get(), nullptr);
}

std::string rsa_pss_pem() {
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr));
  EVP_PKEY* made = nullptr;
  if (EVP_PKEY_keygen_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), 2048) != 1 ||
      EVP_PKEY_generate(context.get(), &made) != 1) {
    throw std::runtime_error("no key for the test");
  }
  const Owned<EVP_PKEY> key(made);
  return pem_of(key.get(), nullptr);
}

std::string pem_with_passphrase() {
  const Owned<EVP_PKEY> key(EVP_RSA_gen(2048));
  return pem_of(key.get(), EVP_aes_256_cbc());
}

}  // namespace smx::relay::test
