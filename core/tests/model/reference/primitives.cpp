#include "primitives.h"

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace smx::model {
namespace {

constexpr std::size_t kTag = 16;

/// A cipher context for one message, under key and nonce, with its associated data taken in.
std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> gcm(View key, View nonce,
                                                                    View associated, int sealing) {
  std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                          &EVP_CIPHER_CTX_free);
  int taken = 0;
  if (key.size() != 32 || nonce.size() != 12 || !context ||
      EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), nonce.data(),
                        sealing) != 1 ||
      EVP_CipherUpdate(context.get(), nullptr, &taken, associated.data(),
                       static_cast<int>(associated.size())) != 1)
    throw std::runtime_error("AES-GCM does not start");
  return context;
}

}  // namespace

bool start_libraries() { return sodium_init() >= 0; }

Text join(std::initializer_list<View> parts) {
  Text whole;
  for (const View part : parts) whole.insert(whole.end(), part.begin(), part.end());
  return whole;
}

View letters(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Key x25519(const Key& private_key, const Key& public_key) {
  Key shared{};
  const int status =
      crypto_scalarmult_curve25519(shared.data(), private_key.data(), public_key.data());
  if (status != 0 || shared == Key{}) throw Refusal{"low_order_point"};
  return shared;
}

Pair x25519_pair(const Key& private_key) {
  Pair pair{private_key, {}};
  crypto_scalarmult_curve25519_base(pair.public_key.data(), private_key.data());
  return pair;
}

namespace {

struct SigningPair {
  Key public_key{};
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
};

SigningPair signing_pair(const Key& seed) {
  SigningPair pair;
  crypto_sign_seed_keypair(pair.public_key.data(), pair.secret.data(), seed.data());
  return pair;
}

}  // namespace

Key ed25519_public(const Key& seed) { return signing_pair(seed).public_key; }

Text ed25519_sign(const Key& seed, View message) {
  const SigningPair pair = signing_pair(seed);
  Text signature(crypto_sign_BYTES);
  crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                       pair.secret.data());
  return signature;
}

bool ed25519_verifies(const Key& public_key, View message, View signature) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                     public_key.data()) == 0;
}

Key hmac(View key, View message) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  crypto_auth_hmacsha256_update(&state, message.data(), message.size());
  Key out{};
  crypto_auth_hmacsha256_final(&state, out.data());
  return out;
}

Text hkdf(View salt, View input, std::string_view info, std::size_t size) {
  const Key secret = hmac(salt, input);
  Text out;
  Text block;
  for (std::uint8_t count = 1; out.size() < size; ++count) {
    const Key next = hmac(secret, join({block, letters(info), View(&count, 1)}));
    block.assign(next.begin(), next.end());
    out.insert(out.end(), block.begin(), block.end());
  }
  out.resize(size);
  return out;
}

Text seal(View key, View nonce, View associated, View plaintext) {
  const auto context = gcm(key, nonce, associated, 1);
  Text out(plaintext.size() + kTag);
  int written = 0;
  // OpenSSL takes a null input of no bytes for the end.
  if ((!plaintext.empty() && EVP_CipherUpdate(context.get(), out.data(), &written, plaintext.data(),
                                              static_cast<int>(plaintext.size())) != 1) ||
      EVP_CipherFinal_ex(context.get(), out.data() + written, &written) != 1 ||
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTag,
                          out.data() + plaintext.size()) != 1)
    throw std::runtime_error("AES-GCM does not seal");
  return out;
}

std::optional<Text> open(View key, View nonce, View associated, View ciphertext) {
  if (ciphertext.size() < kTag) return std::nullopt;
  const auto context = gcm(key, nonce, associated, 0);
  const View body = ciphertext.first(ciphertext.size() - kTag);
  Text tag(ciphertext.end() - kTag, ciphertext.end());
  Text out(body.size() + 1);
  int written = 0;
  if (!body.empty() && EVP_CipherUpdate(context.get(), out.data(), &written, body.data(),
                                        static_cast<int>(body.size())) != 1)
    return std::nullopt;
  if (EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()) != 1 ||
      EVP_CipherFinal_ex(context.get(), out.data() + written, &written) != 1)
    return std::nullopt;
  out.resize(body.size());
  return out;
}

}  // namespace smx::model
