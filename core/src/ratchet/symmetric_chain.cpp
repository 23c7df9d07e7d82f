#include "ratchet/symmetric_chain.h"

#include <string_view>

#include "bytes/trace.h"
#include "bytes/try.h"
#include "crypto/hash.h"

namespace smx {
namespace {

constexpr std::string_view kMessageLabel = "SemaFore-DR-v1-message";
constexpr ByteView kNoSalt{};  // HKDF pads it to the 32 zero bytes of [PRIM-19]
constexpr std::array<std::uint8_t, 1> kMessageStep{0x01};
constexpr std::array<std::uint8_t, 1> kChainStep{0x02};

/// The AES key and the nonce of one message. The nonce is never sent, so it is kept as carefully as
/// the key until the message is sealed.
struct MessageCipher {
  AeadKey key;
  Nonce nonce;

  MessageCipher() = default;
  MessageCipher(const MessageCipher&) = delete;
  MessageCipher& operator=(const MessageCipher&) = delete;
  MessageCipher(MessageCipher&&) = default;
  MessageCipher& operator=(MessageCipher&&) = default;
  ~MessageCipher() { secure_wipe(nonce.bytes.data(), nonce.bytes.size()); }
};

Result<MessageCipher> expand(const MessageKey& message_key) {
  SMX_TRACE("dr.message_key", message_key.reveal());
  Secret<struct MessageExpansionTag, limits::kKeySize + limits::kNonceSize> expanded;
  SMX_TRY(
      hkdf_sha256(kNoSalt, message_key.reveal(), label_bytes(kMessageLabel), expanded.writable()));
  MessageCipher cipher;
  cipher.key = AeadKey(expanded.reveal().first<limits::kKeySize>());
  std::ranges::copy(expanded.reveal().last<limits::kNonceSize>(), cipher.nonce.bytes.begin());
  SMX_TRACE("dr.key", cipher.key.reveal());
  SMX_TRACE("dr.nonce", cipher.nonce.view());
  return cipher;
}

}  // namespace

ChainStep::ChainStep(const ChainKey& chain_key) noexcept {
  const HmacKey key(chain_key.reveal());
  key.tag({kMessageStep}, message_key.writable());
  key.tag({kChainStep}, next.writable());
}

Result<void> seal_message(const MessageKey& message_key, AeadData data, ByteView plaintext,
                          std::span<std::uint8_t> out) {
  SMX_ASSIGN(const MessageCipher cipher, expand(message_key));
  SMX_TRACE("dr.aad", data.first, data.second);
  return aead_seal(cipher.key, cipher.nonce, data, plaintext, out);
}

Result<void> open_message(const MessageKey& message_key, AeadData data, ByteView ciphertext,
                          std::span<std::uint8_t> out) {
  SMX_ASSIGN(const MessageCipher cipher, expand(message_key));
  SMX_TRACE("dr.aad", data.first, data.second);
  SMX_TRY(aead_open(cipher.key, cipher.nonce, data, ciphertext, out));
  SMX_TRACE("dr.plaintext", out);
  return {};
}

}  // namespace smx
