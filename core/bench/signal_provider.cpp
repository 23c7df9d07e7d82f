// The plain SHA-256 functions are the cheapest that OpenSSL has, and the core's.
#define OPENSSL_API_COMPAT 0x10101000L

#include "signal_provider.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sodium.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace smx::bench {
namespace {

constexpr std::size_t kBlock = 64;

/// HMAC-SHA256; one that is done is kept for the next.
struct Hmac {
  SHA256_CTX state;
  std::array<std::uint8_t, kBlock> outer_block;
};

const EVP_MD* sha512() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA512", nullptr);
  return fetched;
}
const EVP_CIPHER* aes_cbc() {
  static const EVP_CIPHER* const fetched = EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr);
  return fetched;
}

std::vector<std::unique_ptr<Hmac>>& spare_hmacs() {
  static std::vector<std::unique_ptr<Hmac>> spare;
  return spare;
}

int random_bytes(std::uint8_t* data, std::size_t size, void*) {
  randombytes_buf(data, size);
  return 0;
}

int hmac_init(void** out, const std::uint8_t* key, std::size_t size, void*) {
  if (size > kBlock) return SG_ERR_INVAL;
  Hmac* hmac = nullptr;
  if (spare_hmacs().empty()) {
    hmac = new Hmac;
  } else {
    hmac = spare_hmacs().back().release();
    spare_hmacs().pop_back();
  }
  std::array<std::uint8_t, kBlock> block{};
  std::memcpy(block.data(), key, size);
  for (std::size_t i = 0; i < kBlock; ++i) {
    hmac->outer_block[i] = block[i] ^ 0x5C;
    block[i] ^= 0x36;
  }
  *out = hmac;
  SHA256_Init(&hmac->state);
  SHA256_Update(&hmac->state, block.data(), kBlock);
  return 0;
}

int hmac_update(void* context, const std::uint8_t* data, std::size_t size, void*) {
  SHA256_Update(&static_cast<Hmac*>(context)->state, data, size);
  return 0;
}

int hmac_final(void* context, signal_buffer** output, void*) {
  auto* hmac = static_cast<Hmac*>(context);
  std::array<std::uint8_t, 32> digest;
  SHA256_Final(digest.data(), &hmac->state);
  SHA256_Init(&hmac->state);
  SHA256_Update(&hmac->state, hmac->outer_block.data(), kBlock);
  SHA256_Update(&hmac->state, digest.data(), digest.size());
  SHA256_Final(digest.data(), &hmac->state);
  *output = signal_buffer_create(digest.data(), digest.size());
  return 0;
}

void hmac_cleanup(void* context, void*) { spare_hmacs().emplace_back(static_cast<Hmac*>(context)); }

int sha512_init(void** out, void*) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  *out = context;
  return EVP_DigestInit_ex2(context, sha512(), nullptr) == 1 ? 0 : SG_ERR_UNKNOWN;
}
int sha512_update(void* context, const std::uint8_t* data, std::size_t size, void*) {
  return EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context), data, size) == 1 ? 0 : SG_ERR_UNKNOWN;
}
int sha512_final(void* context, signal_buffer** output, void*) {
  auto* digest_context = static_cast<EVP_MD_CTX*>(context);
  std::array<std::uint8_t, 64> digest;
  if (EVP_DigestFinal_ex(digest_context, digest.data(), nullptr) != 1) return SG_ERR_UNKNOWN;
  *output = signal_buffer_create(digest.data(), digest.size());
  return EVP_DigestInit_ex2(digest_context, sha512(), nullptr) == 1 ? 0 : SG_ERR_UNKNOWN;
}
void sha512_cleanup(void* context, void*) { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }

int cbc(signal_buffer** output, int cipher, bool sealing, const std::uint8_t* key,
        const std::uint8_t* iv, const std::uint8_t* in, std::size_t in_size) {
  if (cipher != SG_CIPHER_AES_CBC_PKCS5) return SG_ERR_INVAL;
  static EVP_CIPHER_CTX* const context = EVP_CIPHER_CTX_new();
  static std::vector<std::uint8_t> out;
  out.resize(in_size + 32);
  int first = 0;
  int last = 0;
  if (EVP_CipherInit_ex2(context, aes_cbc(), key, iv, sealing ? 1 : 0, nullptr) != 1 ||
      EVP_CipherUpdate(context, out.data(), &first, in, static_cast<int>(in_size)) != 1 ||
      EVP_CipherFinal_ex(context, out.data() + first, &last) != 1)
    return SG_ERR_UNKNOWN;
  *output = signal_buffer_create(out.data(), static_cast<std::size_t>(first + last));
  return 0;
}

int encrypt(signal_buffer** output, int cipher, const std::uint8_t* key, std::size_t,
            const std::uint8_t* iv, std::size_t, const std::uint8_t* in, std::size_t size, void*) {
  return cbc(output, cipher, true, key, iv, in, size);
}
int decrypt(signal_buffer** output, int cipher, const std::uint8_t* key, std::size_t,
            const std::uint8_t* iv, std::size_t, const std::uint8_t* in, std::size_t size, void*) {
  return cbc(output, cipher, false, key, iv, in, size);
}

}  // namespace

void need_signal(int result, const char* what) {
  if (result >= 0) return;
  std::fprintf(stderr, "%s: %d\n", what, result);
  std::exit(1);
}

signal_crypto_provider fast_provider() {
  signal_crypto_provider provider{};
  provider.random_func = random_bytes;
  provider.hmac_sha256_init_func = hmac_init;
  provider.hmac_sha256_update_func = hmac_update;
  provider.hmac_sha256_final_func = hmac_final;
  provider.hmac_sha256_cleanup_func = hmac_cleanup;
  provider.sha512_digest_init_func = sha512_init;
  provider.sha512_digest_update_func = sha512_update;
  provider.sha512_digest_final_func = sha512_final;
  provider.sha512_digest_cleanup_func = sha512_cleanup;
  provider.encrypt_func = encrypt;
  provider.decrypt_func = decrypt;
  return provider;
}

}  // namespace smx::bench
