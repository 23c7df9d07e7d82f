#include "smx/dr_frame.h"

#include "bytes/try.h"
#include "bytes/writer.h"
#include "codec/field_reader.h"

namespace smx {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {0x44, 0x52, 0x56, 0x31};
constexpr std::uint8_t kFlags = 0x00;

}  // namespace

Result<Frame> decode_frame(ByteView frame, Fault* fault) {
  FieldReader reader(frame, fault);
  SMX_TRY(reader.magic(kMagic));

  const std::size_t flags_offset = reader.offset();
  SMX_ASSIGN(const std::uint8_t flags, reader.u8(Field::flags));
  if (flags != kFlags) return reader.refuse(flags_offset, Field::flags, FaultKind::unknown_flags);

  SMX_ASSIGN(const X25519PublicKey ratchet_key, reader.key<X25519PublicKey>(Field::ratchet_key));
  SMX_ASSIGN(const std::uint32_t previous_count, reader.u32(Field::pn));
  const std::size_t number_offset = reader.offset();
  SMX_ASSIGN(const std::uint32_t number, reader.u32(Field::n));
  if (number >= limits::kMaxChainLength) {
    return reader.refuse(number_offset, Field::n, FaultKind::reserved_number);
  }

  if (reader.remaining() < limits::kTagSize) return reader.truncated(Field::ciphertext);
  if (frame.size() > limits::kMaxFrameSize) {
    return reader.refuse(limits::kMaxFrameSize, Field::ciphertext, FaultKind::too_long);
  }
  return Frame{
      .header = {.ratchet_key = ratchet_key, .previous_count = previous_count, .number = number},
      .header_bytes = reader.consumed(),
      .ciphertext = reader.rest()};
}

std::array<std::uint8_t, limits::kFrameHeaderSize> encode_frame_header(
    const FrameHeader& header) noexcept {
  std::array<std::uint8_t, limits::kFrameHeaderSize> bytes;
  Writer writer(bytes);
  writer.put(kMagic);
  writer.u8(kFlags);
  writer.put(header.ratchet_key.view());
  writer.u32(header.previous_count);
  writer.u32(header.number);
  return bytes;
}

bool is_dr_frame(ByteView bytes) noexcept { return begins_with(bytes, kMagic); }

}  // namespace smx
