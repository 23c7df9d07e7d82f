#include "storage/sealed_head.h"

#include "bytes/reader.h"
#include "bytes/writer.h"

namespace smx {
namespace {

constexpr std::size_t kSize = 8 + std::tuple_size_v<IndexSum>;

}  // namespace

SecretBytes encode_sealed_head(const SealedHead& head) {
  SecretBytes bytes(kSize);
  Writer writer(bytes.writable());
  writer.u64(head.seals);
  writer.put(head.sum);
  return bytes;
}

Result<SealedHead> decode_sealed_head(ByteView bytes) {
  if (bytes.size() != kSize) return fail(Error::storage_corrupt);
  Reader reader(bytes);
  return SealedHead{.seals = *reader.u64(), .sum = *reader.array<std::tuple_size_v<IndexSum>>()};
}

}  // namespace smx
