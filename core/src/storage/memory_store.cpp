#include "smx/memory_store.h"

#include <algorithm>
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

  if (fits_in_place(changes)) {
    for (const RecordChange& change : changes) overwrite(change);
  } else {
    replace(changes);
  }
  ++generation_;
  return {};
}

// What most messages write: a session's record, at the size it had, and at most one more change.
bool MemoryStore::fits_in_place(std::span<const RecordChange> changes) const {
  if (changes.size() > 2 || (changes.size() == 2 && changes[0].id == changes[1].id)) return false;
  return std::ranges::all_of(changes, [this](const RecordChange& change) {
    if (!change.value) return true;
    const auto record = records_.find(change.id);
    return record != records_.end() && record->second.size() == change.value->size();
  });
}

void MemoryStore::overwrite(const RecordChange& change) {
  const auto record = records_.find(change.id);
  if (change.value) {
    std::ranges::copy(change.value->reveal(), record->second.writable().begin());
  } else if (record != records_.end()) {
    records_.erase(record);
  }
}

// Everything that can run out of memory comes first; what follows cannot fail.
void MemoryStore::replace(std::span<const RecordChange> changes) {
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
}

}  // namespace smx
