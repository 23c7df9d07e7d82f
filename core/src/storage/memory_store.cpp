#include "smx/memory_store.h"

#include <utility>

namespace smx {

Result<Snapshot> MemoryStore::load() {
  const std::scoped_lock lock(mutex_);
  Snapshot snapshot{.generation = generation_, .records = {}};
  snapshot.records.reserve(records_.size());
  for (const auto& [id, value] : records_) {
    snapshot.records.push_back({.id = id, .value = SecretBytes(value.reveal())});
  }
  return snapshot;
}

Result<void> MemoryStore::commit(std::uint64_t expected_generation,
                                 std::span<const RecordChange> changes) {
  const std::scoped_lock lock(mutex_);
  if (expected_generation != generation_) return fail(Error::stale_state);

  // Everything that can run out of memory comes first; what follows cannot fail.
  std::map<std::string, SecretBytes> written;
  for (const RecordChange& change : changes) {
    if (change.value) {
      written.insert_or_assign(change.id, SecretBytes(change.value->reveal()));
    } else {
      written.erase(change.id);
    }
  }
  for (const RecordChange& change : changes) records_.erase(change.id);
  records_.merge(written);
  ++generation_;
  return {};
}

}  // namespace smx
