#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "smx/error.h"
#include "smx/secret.h"

namespace smx {

/// One named piece of a device's state. Ids are short ASCII ("session/0000000000000007"); they tell
/// kinds and counts, never keys, names or times. Values are secret.
struct Record {
  std::string id;
  SecretBytes value;
};

/// A record to write, or without a value one to delete.
struct RecordChange {
  std::string id;
  std::optional<SecretBytes> value;
};

/// Everything a store holds.
struct Snapshot {
  /// 0 for a store that was never written, then one more with every commit.
  std::uint64_t generation = 0;
  std::vector<Record> records;
};

/// Where a device's state lives [STO]. Implementations must not throw anything but std::bad_alloc.
/// Two processes may share a store: compare-and-swap on the generation decides who wins.
class Store {
 public:
  virtual ~Store() = default;

  /// The whole state, consistent with one generation.
  /// Errors: storage_failed, storage_corrupt, stale_state (older than the rollback counter).
  virtual Result<Snapshot> load() = 0;

  /// Writes all the changes, in their order, or none, and returns only when they are durable. The
  /// store's generation must be `expected_generation` and is one more afterwards. Deleting what is
  /// not there is fine. Errors: stale_state (another writer was faster; nothing is written),
  /// storage_failed (nothing may be assumed: load again).
  virtual Result<void> commit(std::uint64_t expected_generation,
                              std::span<const RecordChange> changes) = 0;
};

}  // namespace smx
