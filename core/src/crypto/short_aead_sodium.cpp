#include <sodium.h>

#include <algorithm>
#include <array>

#include "crypto/short_aead.h"
#include "smx/secret.h"

namespace smx {
namespace {

static_assert(crypto_aead_aes256gcm_KEYBYTES == limits::kKeySize);
static_assert(crypto_aead_aes256gcm_NPUBBYTES == limits::kNonceSize);
static_assert(crypto_aead_aes256gcm_ABYTES == limits::kTagSize);

/// Round keys and hash key, overwritten when done.
class KeySetUp {
 public:
  explicit KeySetUp(const AeadKey& key) noexcept {
    crypto_aead_aes256gcm_beforenm(&state_, key.reveal().data());
  }
  KeySetUp(const KeySetUp&) = delete;
  KeySetUp& operator=(const KeySetUp&) = delete;
  ~KeySetUp() { secure_wipe(&state_, sizeof state_); }
  [[nodiscard]] const crypto_aead_aes256gcm_state* get() const noexcept { return &state_; }

 private:
  crypto_aead_aes256gcm_state state_;
};

/// Both pieces in one run, as libsodium takes them. They are public.
class JoinedData {
 public:
  explicit JoinedData(AeadData data) noexcept : size_(data.first.size() + data.second.size()) {
    std::ranges::copy(data.second, std::ranges::copy(data.first, bytes_.begin()).out);
  }
  [[nodiscard]] const std::uint8_t* data() const noexcept { return bytes_.data(); }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

 private:
  std::size_t size_;
  std::array<std::uint8_t, kMaxShortData> bytes_;
};

}  // namespace

bool short_aead_serves(AeadData data, std::size_t text_size) noexcept {
  static const bool available = crypto_aead_aes256gcm_is_available() == 1;
  return available && text_size <= kMaxShortText && data.first.size() <= kMaxShortData &&
         data.second.size() <= kMaxShortData - data.first.size();
}

void short_aead_seal(const AeadKey& key, const Nonce& nonce, AeadData data, ByteView plaintext,
                     std::span<std::uint8_t> out) noexcept {
  const KeySetUp set_up(key);
  const JoinedData joined(data);
  // It has no way to fail at these sizes.
  crypto_aead_aes256gcm_encrypt_detached_afternm(
      out.data(), out.last<limits::kTagSize>().data(), nullptr, plaintext.data(), plaintext.size(),
      joined.data(), joined.size(), nullptr, nonce.bytes.data(), set_up.get());
}

bool short_aead_open(const AeadKey& key, const Nonce& nonce, AeadData data, ByteView ciphertext,
                     std::span<std::uint8_t> out) noexcept {
  const KeySetUp set_up(key);
  const JoinedData joined(data);
  const bool right = crypto_aead_aes256gcm_decrypt_detached_afternm(
                         out.data(), nullptr, ciphertext.data(), out.size(),
                         ciphertext.last<limits::kTagSize>().data(), joined.data(), joined.size(),
                         nonce.bytes.data(), set_up.get()) == 0;
  if (!right) secure_wipe(out.data(), out.size());
  return right;
}

}  // namespace smx
