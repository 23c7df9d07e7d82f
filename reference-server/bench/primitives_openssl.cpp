#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <memory>
#include <stdexcept>

#include "bench/primitives.h"

namespace smx::relay::bench {
namespace {

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL failed");
}

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

Bytes signature_of(EVP_PKEY* key, const EVP_MD* kind, std::span<const std::uint8_t> bytes) {
  const DigestContext context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  require(context != nullptr);
  require(EVP_DigestSignInit(context.get(), nullptr, kind, nullptr, key) == 1);
  std::size_t length = 0;
  require(EVP_DigestSign(context.get(), nullptr, &length, bytes.data(), bytes.size()) == 1);
  Bytes signature(length);
  require(EVP_DigestSign(context.get(), signature.data(), &length, bytes.data(), bytes.size()) ==
          1);
  signature.resize(length);
  return signature;
}

template <std::size_t N>
Bytes digest(const EVP_MD* kind, std::string_view text) {
  Bytes sum(N);
  unsigned size = 0;
  require(EVP_Digest(text.data(), text.size(), sum.data(), &size, kind, nullptr) == 1 && size == N);
  return sum;
}

}  // namespace

Bytes random_bytes(std::size_t size) {
  Bytes bytes(size);
  require(RAND_bytes(bytes.data(), static_cast<int>(size)) == 1);
  return bytes;
}

std::string encode_base64(std::span<const std::uint8_t> bytes) {
  // EVP ends it with a zero.
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

Bytes decode_base64(std::string_view text) {
  Bytes bytes(text.size() / 4 * 3);
  const int size =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  if (text.size() % 4 != 0 || size < 0) throw std::invalid_argument("not base64");
  std::size_t length = static_cast<std::size_t>(size);
  if (text.ends_with("==")) {
    length -= 2;
  } else if (text.ends_with('=')) {
    length -= 1;
  }
  bytes.resize(length);
  return bytes;
}

std::string web_socket_accept(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  return encode_base64(digest<SHA_DIGEST_LENGTH>(EVP_sha1(), text));
}

std::string h8(std::string_view text) {
  const Bytes sum = digest<SHA256_DIGEST_LENGTH>(EVP_sha256(), text);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string shown;
  for (std::size_t i = 0; i < 4; ++i) {
    shown += digits[sum[i] >> 4];
    shown += digits[sum[i] & 15];
  }
  return shown;
}

Bytes sign_rs256(const std::string& key, std::string_view text) {
  const Memory memory(BIO_new_mem_buf(key.data(), static_cast<int>(key.size())), &BIO_free);
  require(memory != nullptr);
  const Key loaded(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr),
                   &EVP_PKEY_free);
  require(loaded != nullptr);
  return signature_of(loaded.get(), EVP_sha256(), Bytes(text.begin(), text.end()));
}

Identity make_identity() {
  Identity made;
  const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), &EVP_PKEY_free);
  require(key != nullptr);
  made.signing_key.resize(32);
  std::size_t size = made.signing_key.size();
  require(EVP_PKEY_get_raw_public_key(key.get(), made.signing_key.data(), &size) == 1);
  made.identity_key = random_bytes(32);
  made.identity_key.back() &= 0x7f;
  made.prekey = random_bytes(32);
  made.prekey.back() &= 0x7f;
  made.prekey_id = "spk-1";

  constexpr std::string_view label = "SemaFore-SPK-v1";
  Bytes signed_bytes(label.begin(), label.end());
  signed_bytes.insert(signed_bytes.end(), made.identity_key.begin(), made.identity_key.end());
  signed_bytes.insert(signed_bytes.end(), made.prekey.begin(), made.prekey.end());
  signed_bytes.insert(signed_bytes.end(), made.prekey_id.begin(), made.prekey_id.end());
  made.signature = signature_of(key.get(), nullptr, signed_bytes);
  return made;
}

}  // namespace smx::relay::bench
