#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <climits>
#include <memory>

#include "bytes/try.h"
#include "crypto/aead.h"
#include "crypto/algorithms.h"
#include "crypto/initialised.h"
#include "crypto/short_aead.h"

namespace smx {
namespace {

enum class Direction : int { open = 0, seal = 1 };

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const noexcept { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

constexpr std::array<std::uint8_t, limits::kKeySize> kPublicKey{};
constexpr std::array<std::uint8_t, limits::kNonceSize> kPublicNonce{};

/// Puts a key that everyone knows, its nonce and one block of its key stream where those of the
/// last operation were: the round keys, the hash key, the tag's mask and the started block.
bool overwrite(EVP_CIPHER_CTX* context) noexcept {
  std::uint8_t byte = 0;
  int size = 0;
  return EVP_CipherInit_ex2(context, nullptr, kPublicKey.data(), kPublicNonce.data(),
                            static_cast<int>(Direction::seal), nullptr) == 1 &&
         EVP_CipherUpdate(context, &byte, &size, &byte, 1) == 1;
}

Context make_context() noexcept {
  const Algorithms* fetched = algorithms();
  Context context(EVP_CIPHER_CTX_new());
  if (!context || fetched == nullptr) return nullptr;
  if (EVP_CipherInit_ex2(context.get(), fetched->aes_256_gcm, kPublicKey.data(),
                         kPublicNonce.data(), static_cast<int>(Direction::seal), nullptr) != 1)
    return nullptr;
  return context;
}

Context& thread_context() noexcept {
  thread_local Context context;
  if (!context) context = make_context();
  return context;
}

/// One AES-256-GCM operation in this thread's own context, which only a thread's first call
/// allocates. The functions are false when OpenSSL refuses.
class Gcm {
 public:
  Gcm() noexcept : owner_(thread_context()), context_(owner_.get()) {}
  /// The context outlives the operation and must not keep its key.
  ~Gcm() {
    if (context_ != nullptr && !overwrite(context_)) owner_.reset();
  }
  Gcm(const Gcm&) = delete;
  Gcm& operator=(const Gcm&) = delete;

  bool start(Direction direction, const AeadKey& key, const Nonce& nonce) noexcept {
    return context_ != nullptr &&
           EVP_CipherInit_ex2(context_, nullptr, key.reveal().data(), nonce.bytes.data(),
                              static_cast<int>(direction), nullptr) == 1;
  }
  bool authenticate(ByteView data) noexcept { return data.empty() || update(data, nullptr); }
  bool transform(ByteView in, std::uint8_t* out) noexcept { return in.empty() || update(in, out); }
  bool finish() noexcept {
    std::uint8_t none = 0;  // GCM has no last block, but the call wants a place for one
    int size = 0;
    return EVP_CipherFinal_ex(context_, &none, &size) == 1;
  }
  bool read_tag(std::span<std::uint8_t, limits::kTagSize> tag) noexcept {
    std::array<OSSL_PARAM, 2> parameters = tag_parameter(tag.data());
    return EVP_CIPHER_CTX_get_params(context_, parameters.data()) == 1;
  }
  bool expect_tag(std::span<const std::uint8_t, limits::kTagSize> tag) noexcept {
    // A parameter has no const form; setting one only reads it.
    const std::array<OSSL_PARAM, 2> parameters =
        tag_parameter(const_cast<std::uint8_t*>(tag.data()));
    return EVP_CIPHER_CTX_set_params(context_, parameters.data()) == 1;
  }

 private:
  static std::array<OSSL_PARAM, 2> tag_parameter(std::uint8_t* tag) noexcept {
    return {OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, tag, limits::kTagSize),
            OSSL_PARAM_construct_end()};
  }
  bool update(ByteView in, std::uint8_t* out) noexcept {
    int size = 0;
    return EVP_CipherUpdate(context_, out, &size, in.data(), static_cast<int>(in.size())) == 1;
  }

  Context& owner_;
  EVP_CIPHER_CTX* context_;
};

/// OpenSSL counts in int.
bool fits(ByteView bytes) noexcept { return bytes.size() <= INT_MAX; }

Result<void> check_arguments(AeadData data, ByteView in) {
  if (!is_initialised()) return fail(Error::not_initialised);
  if (!fits(data.first) || !fits(data.second) || !fits(in)) return fail(Error::invalid_argument);
  return {};
}

}  // namespace

Result<void> aead_seal(const AeadKey& key, const Nonce& nonce, AeadData data, ByteView plaintext,
                       std::span<std::uint8_t> out) {
  SMX_TRY(check_arguments(data, plaintext));
  if (out.size() != plaintext.size() + limits::kTagSize) return fail(Error::invalid_argument);
  if (short_aead_serves(data, plaintext.size())) {
    short_aead_seal(key, nonce, data, plaintext, out);
    return {};
  }

  Gcm gcm;
  const bool sealed = gcm.start(Direction::seal, key, nonce) && gcm.authenticate(data.first) &&
                      gcm.authenticate(data.second) && gcm.transform(plaintext, out.data()) &&
                      gcm.finish() && gcm.read_tag(out.last<limits::kTagSize>());
  if (!sealed) {
    secure_wipe(out.data(), out.size());
    return fail(Error::out_of_memory);
  }
  return {};
}

Result<void> aead_open(const AeadKey& key, const Nonce& nonce, AeadData data, ByteView ciphertext,
                       std::span<std::uint8_t> out) {
  SMX_TRY(check_arguments(data, ciphertext));
  if (ciphertext.size() < limits::kTagSize) return fail(Error::decryption_failed);
  if (out.size() != ciphertext.size() - limits::kTagSize) return fail(Error::invalid_argument);
  if (short_aead_serves(data, out.size())) {
    if (short_aead_open(key, nonce, data, ciphertext, out)) return {};
    return fail(Error::decryption_failed);
  }

  Gcm gcm;
  const bool decrypted = gcm.start(Direction::open, key, nonce) && gcm.authenticate(data.first) &&
                         gcm.authenticate(data.second) &&
                         gcm.transform(ciphertext.first(out.size()), out.data()) &&
                         gcm.expect_tag(ciphertext.last<limits::kTagSize>());
  if (decrypted && gcm.finish()) return {};
  // Nobody may see a plaintext whose tag is wrong.
  secure_wipe(out.data(), out.size());
  return fail(decrypted ? Error::decryption_failed : Error::out_of_memory);
}

}  // namespace smx
