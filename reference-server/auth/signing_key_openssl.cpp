#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include "auth/digest.h"
#include "auth/signing_key.h"

namespace smx::relay::auth {
namespace {

constexpr int kMinBits = 2048;
constexpr std::size_t kKeyIdDigits = 16;

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

[[noreturn]] void fail(const char* what) {
  ERR_clear_error();
  throw std::runtime_error(what);
}

EVP_PKEY* as_key(const std::shared_ptr<void>& key) { return static_cast<EVP_PKEY*>(key.get()); }

/// A key with a passphrase is refused instead of asked for at a terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

Owned<BIO> reader(std::string_view text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
  return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::expected<std::string, KeyFault> checked_key_id(EVP_PKEY* key, bool with_private_half) {
  ERR_clear_error();
  if (key == nullptr) return std::unexpected(KeyFault::not_pem);
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) return std::unexpected(KeyFault::not_rsa);
  if (EVP_PKEY_get_bits(key) < kMinBits) return std::unexpected(KeyFault::too_short);
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(key, nullptr));
  const bool sound =
      context != nullptr && (with_private_half ? EVP_PKEY_check(context.get()) == 1
                                               : EVP_PKEY_public_check(context.get()) == 1);
  ERR_clear_error();
  if (!sound) return std::unexpected(KeyFault::broken);

  // Into memory of our own: OPENSSL_free would compile the path of this file in.
  const int size = i2d_PUBKEY(key, nullptr);
  if (size <= 0) fail("OpenSSL: the public key cannot be written");
  std::vector<std::uint8_t> der(static_cast<std::size_t>(size));
  unsigned char* end = der.data();
  if (i2d_PUBKEY(key, &end) != size) fail("OpenSSL: the public key cannot be written");
  return sha256_hex(der).substr(0, kKeyIdDigits);
}

}  // namespace

std::string_view key_fault_text(KeyFault fault) noexcept {
  switch (fault) {
    case KeyFault::not_pem:
      return "a PEM key without a passphrase is needed";
    case KeyFault::not_rsa:
      return "an RSA key is needed";
    case KeyFault::too_short:
      return "an RSA key of at least 2048 bits is needed";
    case KeyFault::broken:
      return "the numbers of the RSA key do not belong together";
  }
  return "";
}

VerifyingKey::VerifyingKey(std::shared_ptr<void> key, std::string key_id)
    : key_(std::move(key)), key_id_(std::move(key_id)) {}

std::expected<VerifyingKey, KeyFault> VerifyingKey::from_pem(std::string_view pem) {
  const Owned<BIO> bio = reader(pem);
  const std::shared_ptr<EVP_PKEY> key(
      bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, no_passphrase, nullptr) : nullptr, Free{});
  std::expected<std::string, KeyFault> key_id = checked_key_id(key.get(), false);
  if (!key_id) return std::unexpected(key_id.error());
  return VerifyingKey(key, *std::move(key_id));
}

bool VerifyingKey::verify(ByteView bytes, ByteView signature) const {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;
  const bool good = context != nullptr &&
                    EVP_DigestVerifyInit_ex(context.get(), &options, "SHA256", nullptr, nullptr,
                                            as_key(key_), nullptr) == 1 &&
                    EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PADDING) == 1 &&
                    EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                                     bytes.data(), bytes.size()) == 1;
  ERR_clear_error();
  return good;
}

std::string VerifyingKey::pem() const {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  if (!bio || PEM_write_bio_PUBKEY(bio.get(), as_key(key_)) != 1) {
    fail("OpenSSL: the public key cannot be written");
  }
  return text_of(bio.get());
}

std::expected<SigningKey, KeyFault> SigningKey::from_pem(std::string_view pem) {
  const Owned<BIO> bio = reader(pem);
  const std::shared_ptr<EVP_PKEY> key(
      bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr) : nullptr, Free{});
  std::expected<std::string, KeyFault> key_id = checked_key_id(key.get(), true);
  if (!key_id) return std::unexpected(key_id.error());
  return SigningKey(VerifyingKey(key, *std::move(key_id)));
}

std::string SigningKey::generate_pem(int bits) {
  const Owned<EVP_PKEY> key(EVP_RSA_gen(static_cast<unsigned int>(bits)));
  const Owned<BIO> bio(BIO_new(BIO_s_secmem()));
  if (!key || !bio ||
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1) {
    fail("OpenSSL: no RSA key could be made");
  }
  return text_of(bio.get());
}

Bytes SigningKey::sign(ByteView bytes) const {
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;
  EVP_PKEY* const key = as_key(verifying_.key_);
  if (!context ||
      EVP_DigestSignInit_ex(context.get(), &options, "SHA256", nullptr, nullptr, key, nullptr) !=
          1 ||
      EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PADDING) != 1) {
    fail("OpenSSL: the key cannot sign");
  }
  Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
  std::size_t size = signature.size();
  if (EVP_DigestSign(context.get(), signature.data(), &size, bytes.data(), bytes.size()) != 1) {
    fail("OpenSSL: the key cannot sign");
  }
  signature.resize(size);
  return signature;
}

}  // namespace smx::relay::auth
