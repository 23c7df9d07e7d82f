// The deprecated SHA-256 functions are the cheapest that OpenSSL has.
#define OPENSSL_API_COMPAT 0x10101000L

#include "primitives.h"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sodium.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

namespace smx::bench {
namespace {

constexpr std::string_view kInfo = "SemaFore-DR-v1-message";
constexpr std::size_t kDataSize = 168;

void need(bool worked) {
  if (!worked) std::abort();
}

/// The two states that an HMAC key comes to.
struct HmacStates {
  explicit HmacStates(std::span<const std::uint8_t> key) {
    std::array<std::uint8_t, SHA256_CBLOCK> block{};
    std::ranges::copy(key, block.begin());
    for (std::uint8_t& byte : block) byte ^= 0x36;
    SHA256_Init(&inner);
    SHA256_Update(&inner, block.data(), block.size());
    for (std::uint8_t& byte : block) byte ^= 0x36 ^ 0x5C;
    SHA256_Init(&outer);
    SHA256_Update(&outer, block.data(), block.size());
  }
  void tag(std::span<const std::uint8_t> message, std::uint8_t* out) const {
    SHA256_CTX state = inner;
    std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest;
    SHA256_Update(&state, message.data(), message.size());
    SHA256_Final(digest.data(), &state);
    state = outer;
    SHA256_Update(&state, digest.data(), digest.size());
    SHA256_Final(out, &state);
  }

  SHA256_CTX inner;
  SHA256_CTX outer;
};

void expand(const Key& prk, std::span<std::uint8_t> okm) {
  const HmacStates key(prk);
  std::array<std::uint8_t, 32 + kInfo.size() + 1> message;
  Key block{};
  std::size_t start = 32;
  std::uint8_t counter = 0;
  std::memcpy(message.data() + 32, kInfo.data(), kInfo.size());
  for (std::size_t done = 0; done < okm.size(); done += 32) {
    message.back() = ++counter;
    key.tag(std::span(message).subspan(start), block.data());
    const std::size_t size = std::min<std::size_t>(32, okm.size() - done);
    std::memcpy(okm.data() + done, block.data(), size);
    std::memcpy(message.data(), block.data(), 32);
    start = 0;
  }
}

/// A context with the cipher set, for one direction.
EVP_CIPHER_CTX* context(bool sealing) {
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  EVP_CIPHER_CTX* made = EVP_CIPHER_CTX_new();
  need(EVP_CipherInit_ex2(made, cipher, nullptr, nullptr, sealing ? 1 : 0, nullptr) == 1);
  return made;
}

/// Up to here libsodium is the cheaper one: its key set-up costs less, OpenSSL's stream less a
/// byte.
constexpr std::size_t kShort = 1024;

constexpr std::array<std::uint8_t, 12> kNonce{};
constexpr std::array<std::uint8_t, kDataSize> kData{};

BIGNUM* power_of_two_less(int power, unsigned less) {
  BIGNUM* number = BN_new();
  need(BN_set_bit(number, power) == 1 && BN_sub_word(number, less) == 1);
  return number;
}

/// Public keys by Ed25519's tables of the base point, then u = (1 + y) / (1 - y): cheaper than a
/// ladder.
struct Field {
  struct Fraction {
    BIGNUM* above = BN_new();
    BIGNUM* below = BN_new();
  };

  Field() { need(BN_MONT_CTX_set(montgomery, p, context) == 1); }

  void take(const KeyPair& pair, const Fraction& fraction) const {
    Key point;
    need(crypto_scalarmult_ed25519_base(point.data(), pair.private_key.data()) == 0);
    point.back() &= 0x7F;
    need(BN_lebin2bn(point.data(), 32, fraction.above) != nullptr &&
         BN_mod_sub(fraction.below, BN_value_one(), fraction.above, p, context) == 1 &&
         BN_add_word(fraction.above, 1) == 1);
  }
  void multiply(BIGNUM* product, const BIGNUM* a, const BIGNUM* b) const {
    need(BN_mod_mul(product, a, b, p, context) == 1);
  }
  /// to = from^(2^squarings) * factor
  void raise(BIGNUM* to, const BIGNUM* from, int squarings, const BIGNUM* factor) const {
    need(BN_copy(to, from) != nullptr);
    for (; squarings > 0; --squarings)
      need(BN_mod_mul_montgomery(to, to, to, montgomery, context) == 1);
    need(BN_mod_mul_montgomery(to, to, factor, montgomery, context) == 1);
  }
  void invert(BIGNUM* number) const {
    // 1/x = x^(2^255 - 21): 250 ones and 01011 in binary.
    need(BN_to_montgomery(x1, number, montgomery, context) == 1);
    raise(x2, x1, 0, x1);
    raise(x9, x2, 2, x1);
    raise(x11, x9, 0, x2);
    raise(run, x11, 1, x9);
    raise(ones10, run, 5, run);
    raise(run, ones10, 10, ones10);
    raise(next_run, run, 20, run);
    raise(ones50, next_run, 10, ones10);
    raise(run, ones50, 50, ones50);
    raise(next_run, run, 100, run);
    raise(run, next_run, 50, ones50);
    raise(next_run, run, 5, x11);
    need(BN_from_montgomery(number, next_run, montgomery, context) == 1);
  }
  void give(BIGNUM* above, const BIGNUM* inverse, KeyPair& pair) const {
    multiply(above, above, inverse);
    need(BN_bn2lebinpad(above, pair.public_key.data(), 32) == 32);
  }

  BN_CTX* context = BN_CTX_new();
  BIGNUM* p = power_of_two_less(255, 19);
  BN_MONT_CTX* montgomery = BN_MONT_CTX_new();
  BIGNUM* both = BN_new();
  BIGNUM* x1 = BN_new();
  BIGNUM* x2 = BN_new();
  BIGNUM* x9 = BN_new();
  BIGNUM* x11 = BN_new();
  BIGNUM* ones10 = BN_new();
  BIGNUM* ones50 = BN_new();
  BIGNUM* run = BN_new();
  BIGNUM* next_run = BN_new();
  Fraction first;
  Fraction second;
};

KeyPair random_private_key() {
  KeyPair pair;
  randombytes_buf(pair.private_key.data(), pair.private_key.size());
  return pair;
}

}  // namespace

Key next_key() {
  static std::uint64_t counter = 0;
  Key key{};
  ++counter;
  std::memcpy(key.data(), &counter, sizeof counter);
  return key;
}

Key dh(const Key& private_key, const Key& public_key) {
  Key out;
  need(crypto_scalarmult(out.data(), private_key.data(), public_key.data()) == 0);
  return out;
}

KeyPair key_pair() {
  static const Field field;
  KeyPair pair = random_private_key();
  field.take(pair, field.first);
  field.invert(field.first.below);
  field.give(field.first.above, field.first.below, pair);
  return pair;
}

std::array<KeyPair, 2> key_pairs() {
  static const Field field;
  std::array<KeyPair, 2> pairs{random_private_key(), random_private_key()};
  field.take(pairs[0], field.first);
  field.take(pairs[1], field.second);
  // 1/(a b), from which b makes 1/a and a makes 1/b.
  field.multiply(field.both, field.first.below, field.second.below);
  field.invert(field.both);
  field.multiply(field.second.below, field.both, field.second.below);
  field.multiply(field.first.below, field.both, field.first.below);
  field.give(field.first.above, field.second.below, pairs[0]);
  field.give(field.second.above, field.first.below, pairs[1]);
  return pairs;
}

void verify(std::size_t size) {
  struct Signed {
    explicit Signed(std::size_t length) : message(length) {
      std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret;
      crypto_sign_keypair(key.data(), secret.data());
      crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                           secret.data());
    }
    std::vector<std::uint8_t> message;
    Key key;
    std::array<std::uint8_t, crypto_sign_BYTES> signature;
  };
  static const Signed known(size);
  need(crypto_sign_verify_detached(known.signature.data(), known.message.data(),
                                   known.message.size(), known.key.data()) == 0);
}

void hkdf(std::span<const std::uint8_t> ikm, std::span<std::uint8_t> okm) {
  static const HmacStates no_salt{{}};
  Key prk;
  no_salt.tag(ikm, prk.data());
  expand(prk, okm);
}

void hkdf(const Key& salt, std::span<const std::uint8_t> ikm, std::span<std::uint8_t> okm) {
  Key prk;
  HmacStates(salt).tag(ikm, prk.data());
  expand(prk, okm);
}

void chain_step(Key& chain_key, Key& message_key) {
  const HmacStates key(chain_key);
  const std::uint8_t one = 1;
  const std::uint8_t two = 2;
  key.tag({&one, 1}, message_key.data());
  key.tag({&two, 1}, chain_key.data());
}

void seal(const Key& key, std::span<std::uint8_t> data, std::span<std::uint8_t, 16> tag) {
  if (data.size() <= kShort) {
    crypto_aead_aes256gcm_state state;
    crypto_aead_aes256gcm_beforenm(&state, key.data());
    crypto_aead_aes256gcm_encrypt_detached_afternm(data.data(), tag.data(), nullptr, data.data(),
                                                   data.size(), kData.data(), kDataSize, nullptr,
                                                   kNonce.data(), &state);
    return;
  }
  static EVP_CIPHER_CTX* const cipher = context(true);
  int size = 0;
  need(EVP_CipherInit_ex2(cipher, nullptr, key.data(), kNonce.data(), 1, nullptr) == 1 &&
       EVP_CipherUpdate(cipher, nullptr, &size, kData.data(), kDataSize) == 1 &&
       EVP_CipherUpdate(cipher, data.data(), &size, data.data(), static_cast<int>(data.size())) ==
           1 &&
       EVP_CipherFinal_ex(cipher, tag.data(), &size) == 1 &&
       EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, 16, tag.data()) == 1);
}

void open(const Key& key, std::span<std::uint8_t> data, std::span<const std::uint8_t, 16> tag) {
  if (data.size() <= kShort) {
    crypto_aead_aes256gcm_state state;
    crypto_aead_aes256gcm_beforenm(&state, key.data());
    need(crypto_aead_aes256gcm_decrypt_detached_afternm(data.data(), nullptr, data.data(),
                                                        data.size(), tag.data(), kData.data(),
                                                        kDataSize, kNonce.data(), &state) == 0);
    return;
  }
  static EVP_CIPHER_CTX* const cipher = context(false);
  int size = 0;
  std::array<std::uint8_t, 16> expected;
  std::ranges::copy(tag, expected.begin());
  need(EVP_CipherInit_ex2(cipher, nullptr, key.data(), kNonce.data(), 0, nullptr) == 1 &&
       EVP_CipherUpdate(cipher, nullptr, &size, kData.data(), kDataSize) == 1 &&
       EVP_CipherUpdate(cipher, data.data(), &size, data.data(), static_cast<int>(data.size())) ==
           1 &&
       EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, 16, expected.data()) == 1 &&
       EVP_CipherFinal_ex(cipher, expected.data(), &size) == 1);
}

}  // namespace smx::bench
