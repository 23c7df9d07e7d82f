#pragma once

#include "crypto/aead.h"
#include "crypto/secret_types.h"
#include "smx/error.h"

namespace smx {

/// KDF_CK's message half: MK = HMAC(CK, 01) [DR-02]. Errors: out_of_memory.
Result<MessageKey> derive_message_key(const ChainKey& chain_key);

/// KDF_CK's chain half: CK becomes HMAC(CK, 02); the old value is overwritten [DR-02].
/// Errors: out_of_memory, with the chain key unchanged.
Result<void> advance_chain(ChainKey& chain_key);

/// Seals one message under the key and nonce that a message key expands to. `out` has
/// plaintext.size() + 16 bytes. Errors: as aead_seal.
Result<void> seal_message(const MessageKey& message_key, AeadData data, ByteView plaintext,
                          std::span<std::uint8_t> out);

/// Opens one message; `out` has ciphertext.size() - 16 bytes. Errors: decryption_failed, and as
/// aead_open.
Result<void> open_message(const MessageKey& message_key, AeadData data, ByteView ciphertext,
                          std::span<std::uint8_t> out);

}  // namespace smx
