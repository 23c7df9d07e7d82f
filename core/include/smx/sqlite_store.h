#pragma once

#include <memory>
#include <string>

#include "smx/store.h"

namespace smx {

/// A store in one SQLite file: WAL, synchronous=FULL, one transaction a commit. Several processes
/// may hold the same file open. It writes values as they come: put a SealedStore in front of it.
/// Link smx::sqlite.
class SqliteStore : public Store {
 public:
  /// Opens the file, or makes it with mode 0600. Errors: storage_failed (cannot be opened or
  /// locked), storage_corrupt (not a store), state_too_new (made by a later version).
  static Result<std::unique_ptr<SqliteStore>> open(const std::string& path);
  ~SqliteStore() override;

  Result<Snapshot> load() override;
  Result<void> commit(std::uint64_t expected_generation,
                      std::span<const RecordChange> changes) override;

 private:
  struct Connection;
  explicit SqliteStore(std::unique_ptr<Connection> connection);

  std::unique_ptr<Connection> connection_;
};

}  // namespace smx
