#pragma once

#include "crypto/aead.h"
#include "crypto/secret_types.h"
#include "smx/error.h"

namespace smx {

/// KDF_CK: what one chain key gives [DR-02].
struct ChainStep {
  explicit ChainStep(const ChainKey& chain_key) noexcept;

  MessageKey message_key;  ///< MK = HMAC(CK, 01)
  ChainKey next;           ///< HMAC(CK, 02)
};

/// Seals one message under the key and nonce that a message key expands to. `out` has
/// plaintext.size() + 16 bytes. Errors: as aead_seal.
Result<void> seal_message(const MessageKey& message_key, AeadData data, ByteView plaintext,
                          std::span<std::uint8_t> out);

/// Opens one message; `out` has ciphertext.size() - 16 bytes. Errors: decryption_failed, and as
/// aead_open.
Result<void> open_message(const MessageKey& message_key, AeadData data, ByteView ciphertext,
                          std::span<std::uint8_t> out);

}  // namespace smx
