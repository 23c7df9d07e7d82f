#pragma once

#include <memory>
#include <string>

#include "relay/clock.h"
#include "relay/random.h"
#include "server/data_dir.h"
#include "store/database.h"
#include "store/directory_lock.h"
#include "store/epoch.h"
#include "store/file_blob_store.h"

namespace smx::relay::server {

/// The opened data directory: locked, its schema up to date, its epoch settled.
class Storage {
 public:
  /// Throws what store/ throws.
  Storage(const std::string& data_dir, const std::string& epoch_file, Random& random, Instant now);

  [[nodiscard]] store::Database& database() noexcept { return database_; }
  [[nodiscard]] store::Epoch& epoch() noexcept { return *epoch_; }
  [[nodiscard]] store::BlobStore& blobs() noexcept { return blobs_; }

 private:
  DataDir directory_;
  store::DirectoryLock lock_;
  store::Database database_;
  store::FileBlobStore blobs_;
  std::unique_ptr<store::Epoch> epoch_;
};

}  // namespace smx::relay::server
