#include "storage/record_seal.h"

#include "bytes/reader.h"
#include "bytes/try.h"
#include "bytes/writer.h"
#include "crypto/aead.h"
#include "crypto/hash.h"

namespace smx {
namespace {

constexpr std::string_view kLabel = "SemaFore-store-v1";
constexpr std::uint8_t kVersion = 0x01;

/// u16 length || text [|| u64].
Bytes record_data(std::string_view id, std::uint64_t generation) {
  Bytes data(2 + id.size() + 8);
  Writer writer(data);
  writer.u16(static_cast<std::uint16_t>(id.size()));
  writer.put(label_bytes(id));
  writer.u64(generation);
  return data;
}

}  // namespace

RecordSeal::RecordSeal(std::string_view device_name)
    : fixed_data_(kLabel.size() + 2 + device_name.size()) {
  Writer writer(fixed_data_);
  writer.put(label_bytes(kLabel));
  writer.u16(static_cast<std::uint16_t>(device_name.size()));
  writer.put(label_bytes(device_name));
}

Result<SecretBytes> RecordSeal::seal(const AeadKey& key, Entropy& entropy, std::string_view id,
                                     std::uint64_t generation, ByteView value) const {
  Nonce nonce;
  SMX_TRY(entropy.fill(Draw::storage, nonce.bytes));
  SecretBytes stored(kOverhead + value.size());
  Writer writer(stored.writable());
  writer.u8(kVersion);
  writer.u64(generation);
  writer.put(nonce.view());
  const Bytes data = record_data(id, generation);
  SMX_TRY(aead_seal(key, nonce, {fixed_data_, data}, value,
                    stored.writable().subspan(writer.offset())));
  return stored;
}

Result<RecordSeal::Opened> RecordSeal::open(const AeadKey& key, std::string_view id,
                                            ByteView stored) const {
  if (stored.size() < kOverhead) return fail(Error::storage_corrupt);
  Reader reader(stored);
  if (reader.u8() != kVersion) return fail(Error::storage_corrupt);
  const std::uint64_t generation = *reader.u64();
  const Nonce nonce{*reader.array<limits::kNonceSize>()};
  const ByteView ciphertext = *reader.take(reader.remaining());

  SecretBytes value(ciphertext.size() - limits::kTagSize);
  const Bytes data = record_data(id, generation);
  const Result<void> opened =
      aead_open(key, nonce, {fixed_data_, data}, ciphertext, value.writable());
  if (!opened) {
    const bool wrong = opened.error() == Error::decryption_failed;
    return fail(wrong ? Error::storage_corrupt : opened.error());
  }
  return Opened{.generation = generation, .value = std::move(value)};
}

}  // namespace smx
