#include "smx/smx1.h"

#include <array>

#include "bytes/try.h"
#include "bytes/writer.h"
#include "codec/field_reader.h"

namespace smx {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {0x53, 0x4D, 0x58, 0x31};
constexpr std::uint8_t kNoOneTimePrekey = 0x00;
constexpr std::uint8_t kWithOneTimePrekey = 0x01;

}  // namespace

Result<Smx1> decode_smx1(ByteView envelope, Fault* fault) {
  FieldReader reader(envelope, fault);
  SMX_TRY(reader.magic(kMagic));

  const std::size_t flags_offset = reader.offset();
  SMX_ASSIGN(const std::uint8_t flags, reader.u8(Field::flags));
  if (flags != kNoOneTimePrekey && flags != kWithOneTimePrekey) {
    return reader.refuse(flags_offset, Field::flags, FaultKind::unknown_flags);
  }
  SMX_ASSIGN(const X25519PublicKey ephemeral_key,
             reader.key<X25519PublicKey>(Field::ephemeral_key));
  SMX_ASSIGN(const KeyId signed_prekey_id,
             reader.key_id(Field::spk_key_id_length, Field::spk_key_id));

  const std::size_t length_offset = reader.offset();
  SMX_ASSIGN(const std::uint16_t length, reader.u16(Field::opk_key_id_length));
  if ((flags == kWithOneTimePrekey) != (length > 0)) {
    return reader.refuse(length_offset, Field::opk_key_id_length,
                         FaultKind::flags_contradict_length);
  }
  std::optional<KeyId> one_time_prekey_id;
  if (length > 0) {
    SMX_ASSIGN(one_time_prekey_id,
               reader.key_id_of_size(length, Field::opk_key_id_length, Field::opk_key_id));
  }
  SMX_ASSIGN(const Nonce nonce, reader.key<Nonce>(Field::nonce));

  if (reader.remaining() < limits::kTagSize) return reader.truncated(Field::ciphertext);
  if (envelope.size() > limits::kMaxSmx1Size) {
    return reader.refuse(limits::kMaxSmx1Size, Field::ciphertext, FaultKind::too_long);
  }
  return Smx1{.header = {.ephemeral_key = ephemeral_key,
                         .signed_prekey_id = signed_prekey_id,
                         .one_time_prekey_id = one_time_prekey_id,
                         .nonce = nonce},
              .header_bytes = reader.consumed(),
              .ciphertext = reader.rest()};
}

std::size_t smx1_header_size(const Smx1Header& header) noexcept {
  return limits::kSmx1FixedHeaderSize + header.signed_prekey_id.size() +
         (header.one_time_prekey_id ? header.one_time_prekey_id->size() : 0);
}

void append_smx1_header(const Smx1Header& header, Bytes& out) {
  const std::size_t start = out.size();
  out.resize(start + smx1_header_size(header));
  const ByteView one_time_prekey_id =
      header.one_time_prekey_id ? header.one_time_prekey_id->view() : ByteView{};

  Writer writer(std::span<std::uint8_t>(out).subspan(start));
  writer.put(kMagic);
  writer.u8(header.one_time_prekey_id ? kWithOneTimePrekey : kNoOneTimePrekey);
  writer.put(header.ephemeral_key.view());
  writer.u16(static_cast<std::uint16_t>(header.signed_prekey_id.size()));
  writer.put(header.signed_prekey_id.view());
  writer.u16(static_cast<std::uint16_t>(one_time_prekey_id.size()));
  writer.put(one_time_prekey_id);
  writer.put(header.nonce.view());
}

bool is_smx1(ByteView bytes) noexcept { return begins_with(bytes, kMagic); }

}  // namespace smx
