#pragma once

#include "primitives.h"

namespace smx::model {

/// A DR_V1 frame in its parts [DRV1-01].
struct Frame {
  Key ratchet_key{};
  std::uint32_t previous = 0;
  std::uint32_t number = 0;
  Text header;
  Text ciphertext;
};

/// An SMX1 envelope in its parts [SMX1-01].
struct Envelope {
  Key ephemeral_key{};
  Text signed_prekey;
  /// Empty when no one-time prekey is used.
  Text one_time_prekey;
  Text nonce;
  Text header;
  Text ciphertext;
};

[[nodiscard]] bool begins_with(View bytes, std::string_view magic);
/// [KEY-03] [KEY-04] [KEY-05]
[[nodiscard]] bool good_key_id(View id);

[[nodiscard]] Text frame_header(const Key& ratchet_key, std::uint32_t previous,
                                std::uint32_t number);
[[nodiscard]] Text envelope_header(const Envelope& envelope);
/// Both throw malformed for anything but the strict form [DRV1-04] to [DRV1-06], [SMX1-11].
[[nodiscard]] Frame read_frame(View bytes);
[[nodiscard]] Envelope read_envelope(View bytes);

}  // namespace smx::model
