#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace smx::relay::store {

/// Where the octets of attachments lie, beside the tables. Uploads grow piece by piece under a
/// name, then become blobs under another, which never change. Names are 1 to 80 characters of `0-9
/// a-z _ -` (an identifier, a digest in hex); std::invalid_argument for any other.
///
/// The tables decide what exists: whatever is here and not there is left over (of tables that were
/// restored from a backup), and removed by the caller (see `for_each_upload`, `for_each_blob`). All
/// functions throw StorageError when the storage fails; what was durable before stays.
class BlobStore {
 public:
  using Visit = std::function<void(const std::string& name, std::uint64_t size)>;

  virtual ~BlobStore() = default;

  /// Puts `bytes` at `offset`, which is at most the upload's size; an upload begins with its first
  /// write. Durable on return. A failed write may leave bytes behind `offset`: write them again.
  virtual void write(std::string_view upload, std::uint64_t offset,
                     std::span<const std::uint8_t> bytes) = 0;
  /// Nothing when there is no such upload.
  [[nodiscard]] virtual std::optional<std::uint64_t> upload_size(std::string_view upload) = 0;
  /// SHA-256 of the first `size` octets, 64 hex digits; StorageError when there are fewer. Need not
  /// read what it has seen being written: one large upload must not hold up everybody at its end.
  [[nodiscard]] virtual std::string upload_digest(std::string_view upload, std::uint64_t size) = 0;
  /// The first `size` octets of the upload become the blob, whole and durable on return; what a
  /// blob of that name held is replaced. Does nothing when it was done before (a crash came between
  /// this and the commit that follows).
  virtual void finish(std::string_view upload, std::uint64_t size, std::string_view blob) = 0;
  /// Nothing happens when there is no such upload.
  virtual void abandon(std::string_view upload) = 0;

  /// Nothing when there is no such blob.
  [[nodiscard]] virtual std::optional<std::uint64_t> size(std::string_view blob) = 0;
  /// At most `most` octets from `offset`; fewer only at the end. StorageError when there is no such
  /// blob.
  [[nodiscard]] virtual std::vector<std::uint8_t> read(std::string_view blob, std::uint64_t offset,
                                                       std::size_t most) = 0;
  /// SHA-256 of a blob, for fsck.
  [[nodiscard]] virtual std::string digest(std::string_view blob) = 0;
  /// Nothing happens when there is no such blob; durable on return.
  virtual void remove(std::string_view blob) = 0;

  /// Of uploads and blobs together.
  [[nodiscard]] virtual std::uint64_t total_bytes() = 0;
  virtual void for_each_upload(const Visit& visit) = 0;
  virtual void for_each_blob(const Visit& visit) = 0;
};

}  // namespace smx::relay::store
