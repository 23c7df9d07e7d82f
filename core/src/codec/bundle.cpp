#include "smx/bundle.h"

#include <array>

#include "bytes/try.h"
#include "bytes/writer.h"
#include "codec/field_reader.h"

namespace smx {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {0x53, 0x4D, 0x58, 0x42};
constexpr std::uint8_t kVersion = 0x01;
constexpr std::uint8_t kNoOneTimePrekey = 0x00;
constexpr std::uint8_t kWithOneTimePrekey = 0x01;
/// Magic, version, flags, IK, SGK, SPK, its signature, L1.
constexpr std::size_t kFixedSize = 4 + 1 + 1 + 3 * limits::kKeySize + limits::kSignatureSize + 2;
/// OPK, L2.
constexpr std::size_t kOneTimePrekeyFixedSize = limits::kKeySize + 2;
static_assert(kFixedSize + kOneTimePrekeyFixedSize + 2 * limits::kMaxKeyIdSize ==
              limits::kMaxBundleSize);

Result<SignedPrekey> read_signed_prekey(FieldReader& reader) {
  SMX_ASSIGN(const X25519PublicKey public_key, reader.key<X25519PublicKey>(Field::spk_public_key));
  SMX_ASSIGN(const Signature signature, reader.key<Signature>(Field::spk_signature));
  SMX_ASSIGN(const KeyId key_id, reader.key_id(Field::spk_key_id_length, Field::spk_key_id));
  return SignedPrekey{.key_id = key_id, .public_key = public_key, .signature = signature};
}

Result<OneTimePrekey> read_one_time_prekey(FieldReader& reader) {
  SMX_ASSIGN(const X25519PublicKey public_key, reader.key<X25519PublicKey>(Field::opk_public_key));
  SMX_ASSIGN(const KeyId key_id, reader.key_id(Field::opk_key_id_length, Field::opk_key_id));
  return OneTimePrekey{.key_id = key_id, .public_key = public_key};
}

std::size_t bundle_size(const Bundle& bundle) noexcept {
  std::size_t size = kFixedSize + bundle.signed_prekey.key_id.size();
  if (bundle.one_time_prekey) {
    size += kOneTimePrekeyFixedSize + bundle.one_time_prekey->key_id.size();
  }
  return size;
}

void write_key_id(Writer& writer, const KeyId& key_id) noexcept {
  writer.u16(static_cast<std::uint16_t>(key_id.size()));
  writer.put(key_id.view());
}

}  // namespace

Result<Bundle> decode_bundle(ByteView bytes, Fault* fault) {
  FieldReader reader(bytes, fault);
  SMX_TRY(reader.magic(kMagic));

  const std::size_t version_offset = reader.offset();
  SMX_ASSIGN(const std::uint8_t version, reader.u8(Field::version));
  if (version != kVersion) {
    return reader.refuse(version_offset, Field::version, FaultKind::unknown_version);
  }
  const std::size_t flags_offset = reader.offset();
  SMX_ASSIGN(const std::uint8_t flags, reader.u8(Field::flags));
  if (flags != kNoOneTimePrekey && flags != kWithOneTimePrekey) {
    return reader.refuse(flags_offset, Field::flags, FaultKind::unknown_flags);
  }

  SMX_ASSIGN(const X25519PublicKey identity_key, reader.key<X25519PublicKey>(Field::identity_key));
  SMX_ASSIGN(const Ed25519PublicKey signing_key, reader.key<Ed25519PublicKey>(Field::signing_key));
  SMX_ASSIGN(const SignedPrekey signed_prekey, read_signed_prekey(reader));
  std::optional<OneTimePrekey> one_time_prekey;
  if (flags == kWithOneTimePrekey) {
    SMX_ASSIGN(one_time_prekey, read_one_time_prekey(reader));
  }
  if (reader.remaining() > 0) {
    return reader.refuse(reader.offset(), Field::end, FaultKind::trailing_bytes);
  }
  return Bundle{.identity_key = identity_key,
                .signing_key = signing_key,
                .signed_prekey = signed_prekey,
                .one_time_prekey = one_time_prekey};
}

Bytes encode_bundle(const Bundle& bundle) {
  Bytes out(bundle_size(bundle));
  Writer writer(out);
  writer.put(kMagic);
  writer.u8(kVersion);
  writer.u8(bundle.one_time_prekey ? kWithOneTimePrekey : kNoOneTimePrekey);
  writer.put(bundle.identity_key.view());
  writer.put(bundle.signing_key.view());
  writer.put(bundle.signed_prekey.public_key.view());
  writer.put(bundle.signed_prekey.signature.view());
  write_key_id(writer, bundle.signed_prekey.key_id);
  if (bundle.one_time_prekey) {
    writer.put(bundle.one_time_prekey->public_key.view());
    write_key_id(writer, bundle.one_time_prekey->key_id);
  }
  return out;
}

bool is_bundle(ByteView bytes) noexcept { return begins_with(bytes, kMagic); }

}  // namespace smx
