#pragma once

#include <optional>

#include "smx/bytes.h"
#include "smx/error.h"
#include "smx/fault.h"
#include "smx/key_id.h"
#include "smx/keys.h"

namespace smx {

/// The header of an SMX1 bootstrap envelope, 53 bytes and the two key ids [SMX1].
struct Smx1Header {
  X25519PublicKey ephemeral_key;
  KeyId signed_prekey_id;
  /// Present exactly when the flags byte is 01.
  std::optional<KeyId> one_time_prekey_id;
  Nonce nonce;
};

/// A decoded envelope. The views point into the bytes that were decoded.
struct Smx1 {
  Smx1Header header;
  /// Every byte before the ciphertext: the envelope's share of the associated data.
  ByteView header_bytes;
  /// Ciphertext and 16-byte tag.
  ByteView ciphertext;
};

/// Strict form check and split of an envelope. Errors: malformed; then `*fault` (when given) says
/// where and why. Computes nothing.
Result<Smx1> decode_smx1(ByteView envelope, Fault* fault = nullptr);

/// Bytes that append_smx1_header writes.
[[nodiscard]] std::size_t smx1_header_size(const Smx1Header& header) noexcept;

/// Appends the header to `out`. Throws std::bad_alloc.
void append_smx1_header(const Smx1Header& header, Bytes& out);

/// True when the bytes begin with the magic "SMX1".
[[nodiscard]] bool is_smx1(ByteView bytes) noexcept;

}  // namespace smx
