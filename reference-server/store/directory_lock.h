#pragma once

#include <stdexcept>
#include <string>

#include "store/file_descriptor.h"

namespace smx::relay::store {

/// Another process works in the data directory.
class DirectoryInUse : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Held by the one relay that works in a data directory: two would each take the other's mark for a
/// restored backup (epoch.h). Ends with the process, however that ends. Who only reads (backup,
/// fsck) needs none.
class DirectoryLock {
 public:
  /// On the file `lock` in `directory`, made when absent. Throws DirectoryInUse, StorageError.
  explicit DirectoryLock(const std::string& directory);

 private:
  FileDescriptor file_;
};

}  // namespace smx::relay::store
