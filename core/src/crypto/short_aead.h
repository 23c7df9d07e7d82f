#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "crypto/aead.h"

namespace smx {

/// AES-256-GCM of short messages by libsodium. There the key's set-up is most of the cost, and
/// libsodium's lies on the stack: it takes a third of the time that OpenSSL's context takes to be
/// keyed and, afterwards, overwritten. Longer messages are OpenSSL's, whose stream is twice as
/// fast.
inline constexpr std::size_t kMaxShortText = 1024;
inline constexpr std::size_t kMaxShortData = 512;

/// True when the sizes are within the limits and the CPU has what libsodium's code needs.
[[nodiscard]] bool short_aead_serves(AeadData data, std::size_t text_size) noexcept;

/// As aead_seal and aead_open, of what `short_aead_serves`, into a span of the right size.
void short_aead_seal(const AeadKey& key, const Nonce& nonce, AeadData data, ByteView plaintext,
                     std::span<std::uint8_t> out) noexcept;
/// False when the tag is wrong; `out` is wiped then.
[[nodiscard]] bool short_aead_open(const AeadKey& key, const Nonce& nonce, AeadData data,
                                   ByteView ciphertext, std::span<std::uint8_t> out) noexcept;

}  // namespace smx
