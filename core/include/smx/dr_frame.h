#pragma once

#include <array>
#include <cstdint>

#include "smx/bytes.h"
#include "smx/error.h"
#include "smx/fault.h"
#include "smx/keys.h"

namespace smx {

/// The 45-byte header of a DR_V1 continuation frame [DRV1].
struct FrameHeader {
  /// The sender's current ratchet public key.
  X25519PublicKey ratchet_key;
  /// Messages in the sender's previous sending chain (PN).
  std::uint32_t previous_count = 0;
  /// The message's number in its chain (N), 0 to 2^32 - 2.
  std::uint32_t number = 0;
};

/// A decoded frame. The views point into the bytes that were decoded.
struct Frame {
  FrameHeader header;
  /// The first 45 bytes: the frame's share of the associated data.
  ByteView header_bytes;
  /// Ciphertext and 16-byte tag.
  ByteView ciphertext;
};

/// Strict form check and split of a frame. Errors: malformed; then `*fault` (when given) says where
/// and why. Computes nothing.
Result<Frame> decode_frame(ByteView frame, Fault* fault = nullptr);

/// The header's 45 bytes.
[[nodiscard]] std::array<std::uint8_t, limits::kFrameHeaderSize> encode_frame_header(
    const FrameHeader& header) noexcept;

/// True when the bytes begin with the magic "DRV1".
[[nodiscard]] bool is_dr_frame(ByteView bytes) noexcept;

}  // namespace smx
