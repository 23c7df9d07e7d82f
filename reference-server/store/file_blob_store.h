#pragma once

#include <map>

#include "store/blob_store.h"
#include "store/file_descriptor.h"
#include "store/file_digest.h"

namespace smx::relay::store {

/// Blobs as files, `uploads/NAME` and `blobs/NAME` in one folder (made when absent, mode 0700).
/// Names are resolved below these folders only and no symbolic link is followed. For one thread at
/// a time.
class FileBlobStore : public BlobStore {
 public:
  explicit FileBlobStore(const std::string& folder);

  void write(std::string_view upload, std::uint64_t offset,
             std::span<const std::uint8_t> bytes) override;
  [[nodiscard]] std::optional<std::uint64_t> upload_size(std::string_view upload) override;
  [[nodiscard]] std::string upload_digest(std::string_view upload, std::uint64_t size) override;
  void finish(std::string_view upload, std::uint64_t size, std::string_view blob) override;
  void abandon(std::string_view upload) override;
  [[nodiscard]] std::optional<std::uint64_t> size(std::string_view blob) override;
  [[nodiscard]] std::vector<std::uint8_t> read(std::string_view blob, std::uint64_t offset,
                                               std::size_t most) override;
  [[nodiscard]] std::string digest(std::string_view blob) override;
  void remove(std::string_view blob) override;
  [[nodiscard]] std::uint64_t total_bytes() override;
  void for_each_upload(const Visit& visit) override;
  void for_each_blob(const Visit& visit) override;

 private:
  void note(const std::string& upload, std::uint64_t offset, std::span<const std::uint8_t> bytes);

  FileDescriptor root_;
  FileDescriptor uploads_;
  FileDescriptor blobs_;
  /// Of uploads that began here and came in order: their end reads nothing again. What is not here
  /// (after a start, or when there were too many) is read from the file.
  std::map<std::string, RunningDigest, std::less<>> running_;
};

}  // namespace smx::relay::store
