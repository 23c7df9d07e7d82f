// The headers of envelopes and frames.
#include <algorithm>

#include "fault.h"
#include "memory.h"
#include "smx.h"
#include "smx/dr_frame.h"
#include "smx/smx1.h"
#include "status.h"
#include "structures.h"
#include "values.h"

namespace {

using namespace smx;
using namespace smx::c;

/// Reads `size` bytes with a decoder that gives a value, and puts that into the caller's structure.
template <class Header, class Decoder, class Filler>
smx_status decode(const uint8_t* bytes, size_t size, Header* header, smx_fault* fault,
                  const Decoder& decoder, const Filler& fill) noexcept {
  return guarded([&]() -> smx_status {
    if (!is_known(header) || !is_known_or_null(fault)) return SMX_INVALID_ARGUMENT;
    Memory memory;
    memory.in(bytes, size);
    memory.out(header);
    if (fault != nullptr) memory.out(fault);
    if (!memory.sound()) return SMX_INVALID_ARGUMENT;
    Fault found;
    const auto decoded = decoder(view_of(bytes, size), &found);
    if (!decoded) {
      if (decoded.error() == Error::malformed) tell(found, fault);
      return status_of(decoded.error());
    }
    // What the formats do not fill stays zero.
    Header filled{};
    filled.struct_size = sizeof filled;
    fill(*decoded, filled);
    *header = filled;
    return SMX_OK;
  });
}

}  // namespace

smx_status smx_envelope_decode(const uint8_t* envelope, size_t size, smx_envelope_header* header,
                               smx_fault* fault) {
  return decode(envelope, size, header, fault, decode_smx1,
                [](const Smx1& decoded, smx_envelope_header& out) {
                  std::ranges::copy(decoded.header.ephemeral_key.view(), out.ephemeral_key);
                  out.signed_prekey_id = given(decoded.header.signed_prekey_id);
                  if (decoded.header.one_time_prekey_id) {
                    out.has_one_time_prekey = 1;
                    out.one_time_prekey_id = given(*decoded.header.one_time_prekey_id);
                  }
                  std::ranges::copy(decoded.header.nonce.view(), out.nonce);
                  out.ciphertext_offset = decoded.header_bytes.size();
                  out.ciphertext_size = decoded.ciphertext.size();
                });
}

smx_status smx_frame_decode(const uint8_t* frame, size_t size, smx_frame_header* header,
                            smx_fault* fault) {
  return decode(frame, size, header, fault, decode_frame,
                [](const Frame& decoded, smx_frame_header& out) {
                  std::ranges::copy(decoded.header.ratchet_key.view(), out.ratchet_key);
                  out.previous_count = decoded.header.previous_count;
                  out.number = decoded.header.number;
                  out.ciphertext_offset = decoded.header_bytes.size();
                  out.ciphertext_size = decoded.ciphertext.size();
                });
}
