#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "store/database.h"

namespace smx::relay::store {

/// What an errno of the file system is as a StorageError: SQLite's code for a full disk or for an
/// I/O error. `what` names no value of a client.
[[nodiscard]] StorageError file_error(int error_number, const std::string& what);

/// An open file or folder. Every function but `close` throws StorageError.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) noexcept : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileDescriptor();

  /// The folder, made with mode 0700 when it is absent. `parent` is a folder or AT_FDCWD.
  [[nodiscard]] static FileDescriptor folder(int parent, const std::string& name);
  /// A regular file in `parent`, never through a symbolic link; nothing when it is absent and
  /// `flags` do not make it. Made with mode 0600.
  [[nodiscard]] static std::optional<FileDescriptor> file(int parent, const std::string& name,
                                                          int flags);

  [[nodiscard]] int get() const noexcept { return descriptor_; }
  [[nodiscard]] std::uint64_t size() const;
  void write_at(std::uint64_t offset, std::span<const std::uint8_t> bytes) const;
  /// At most `most` octets; fewer only at the end.
  [[nodiscard]] std::vector<std::uint8_t> read_at(std::uint64_t offset, std::size_t most) const;
  void truncate(std::uint64_t size) const;
  /// Returns once content and size, or a folder's entries, are durable.
  void sync() const;

 private:
  int descriptor_ = -1;
};

/// Replaces the file at `path` by one with this content, mode 0600: afterwards, and after a crash,
/// it is the old one or the new one, and on return the new one for good.
void replace_file(const std::string& path, const std::string& content);

/// Nothing when there is no such file; StorageError also when it is longer than `most`.
[[nodiscard]] std::optional<std::string> read_file(const std::string& path, std::size_t most);

/// Makes the entries of the folder that holds `path` durable.
void sync_parent(const std::string& path);

}  // namespace smx::relay::store
