#include "storage/data_key.h"

#include "bytes/try.h"
#include "crypto/hash.h"

namespace smx {
namespace {

constexpr std::string_view kIndexLabel = "SemaFore-store-index-v1";
constexpr std::uint8_t kVersion = 0x01;

}  // namespace

Result<DataKey> DataKey::from(ByteView key, Bytes stored) {
  SMX_ASSIGN(Guarded guarded, Guarded::make());
  std::ranges::copy(key, guarded.writable().begin());
  IndexKey index_key;
  SMX_TRY(hkdf_sha256({}, key, label_bytes(kIndexLabel), index_key.writable()));
  return DataKey(std::move(guarded), std::move(index_key), std::move(stored));
}

Result<DataKey> DataKey::make(KeyWrap& wrap, Entropy& entropy) {
  AeadKey key;
  SMX_TRY(entropy.fill(Draw::storage, key.writable()));
  const Result<Bytes> wrapped = wrap.wrap(key.reveal());
  if (!wrapped || wrapped->empty() || wrapped->size() > limits::kMaxWrappedKeySize) {
    return fail(Error::key_unavailable);
  }
  Bytes stored(1 + wrapped->size());
  stored.front() = kVersion;
  std::ranges::copy(*wrapped, stored.begin() + 1);
  return from(key.reveal(), std::move(stored));
}

Result<DataKey> DataKey::unwrap(KeyWrap& wrap, ByteView stored) {
  if (stored.size() < 2 || stored.size() > 1 + limits::kMaxWrappedKeySize)
    return fail(Error::storage_corrupt);
  if (stored.front() != kVersion) return fail(Error::state_too_new);
  const Result<SecretBytes> key = wrap.unwrap(stored.subspan(1));
  if (!key || key->size() != limits::kKeySize) return fail(Error::key_unavailable);
  return from(key->reveal(), Bytes(stored.begin(), stored.end()));
}

}  // namespace smx
