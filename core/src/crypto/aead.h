#pragma once

#include <span>

#include "crypto/secret_types.h"
#include "smx/bytes.h"
#include "smx/error.h"

namespace smx {

/// Associated data in two pieces, authenticated as `first || second`; spares a copy of the 128-byte
/// session AD for every message.
struct AeadData {
  ByteView first;
  ByteView second;
};

/// AES-256-GCM. Writes ciphertext || 16-byte tag: `out` has plaintext.size() + 16 bytes.
/// Errors: invalid_argument (size of out), out_of_memory, not_initialised.
Result<void> aead_seal(const AeadKey& key, const Nonce& nonce, AeadData data, ByteView plaintext,
                       std::span<std::uint8_t> out);

/// Opens ciphertext || tag into `out`, which has ciphertext.size() - 16 bytes; wiped unless the tag
/// is right. Errors: decryption_failed (also under 16 bytes), invalid_argument, out_of_memory,
/// not_initialised.
Result<void> aead_open(const AeadKey& key, const Nonce& nonce, AeadData data, ByteView ciphertext,
                       std::span<std::uint8_t> out);

}  // namespace smx
