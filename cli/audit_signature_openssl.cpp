#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "audit_signature.h"
#include "failure.h"

namespace smx::cli {
namespace {

constexpr int kLeastBits = 2048;

/// Without it OpenSSL would ask at the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace

RelayKey::RelayKey(std::string_view pem, std::string_view source) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  EVP_PKEY* key =
      memory ? PEM_read_bio_PUBKEY(memory.get(), nullptr, no_passphrase, nullptr) : nullptr;
  ERR_clear_error();
  key_ = std::shared_ptr<void>(key, [](void* it) { EVP_PKEY_free(static_cast<EVP_PKEY*>(it)); });
  if (key == nullptr) bad_input(source, "no public key in PEM");
  if (EVP_PKEY_is_a(key, "RSA") != 1) bad_input(source, "not an RSA key");
  if (EVP_PKEY_get_bits(key) < kLeastBits) bad_input(source, "an RSA key under 2048 bits");
}

bool RelayKey::verifies(std::string_view text, ByteView signature) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  EVP_PKEY_CTX* parameters = nullptr;
  const bool ready = context &&
                     EVP_DigestVerifyInit(context.get(), &parameters, EVP_sha256(), nullptr,
                                          static_cast<EVP_PKEY*>(key_.get())) == 1 &&
                     EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PADDING) == 1;
  if (!ready) throw Failure(ExitCode::failed, "RS256 is not to be had from OpenSSL");
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const bool good =
      EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes, text.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace smx::cli
