#include "smx/memory_store.h"

#include <algorithm>
#include <array>
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

  if (!overwrite(changes)) replace(changes);
  ++generation_;
  return {};
}

// What most messages write: a session's record, at the size it had, and at most one more change.
// Nothing here can fail half way; false, and nothing done, for all other changes.
bool MemoryStore::overwrite(std::span<const RecordChange> changes) {
  std::array<decltype(records_)::iterator, 2> places;
  if (changes.size() > places.size() || (changes.size() == 2 && changes[0].id == changes[1].id))
    return false;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    places[i] = records_.find(changes[i].id);
    const auto& value = changes[i].value;
    if (value && (places[i] == records_.end() || places[i]->second.size() != value->size()))
      return false;
  }
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (changes[i].value) {
      std::ranges::copy(changes[i].value->reveal(), places[i]->second.writable().begin());
    } else if (places[i] != records_.end()) {
      records_.erase(places[i]);
    }
  }
  return true;
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
