#include "callback_store.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>
#include <optional>
#include <vector>

#include "callback.h"

namespace smx::c {
namespace {

/// Longer than any that the library writes.
constexpr std::size_t kMaxIdSize = 0xFFFF;

Error store_error(smx_status status) noexcept {
  switch (status) {
    case SMX_STORAGE_CORRUPT:
      return Error::storage_corrupt;
    case SMX_STALE_STATE:
      return Error::stale_state;
    default:
      return Error::storage_failed;
  }
}

/// Takes the records of one load.
struct Sink {
  Snapshot snapshot;
  std::optional<Error> failure;

  smx_status refuse(Error error) noexcept {
    if (!failure) failure = error;
    return static_cast<smx_status>(*failure);
  }

  smx_status take(const smx_record* record) noexcept {
    if (failure) return refuse(*failure);
    if (record == nullptr || record->id == nullptr || record->deleted != 0 ||
        (record->value == nullptr && record->value_size != 0) ||
        record->value_size > static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max()))
      return refuse(Error::storage_corrupt);
    const std::size_t size = strnlen(record->id, kMaxIdSize + 1);
    if (size == 0 || size > kMaxIdSize) return refuse(Error::storage_corrupt);
    try {
      snapshot.records.push_back({.id = std::string(record->id, size),
                                  .value = SecretBytes({record->value, record->value_size})});
    } catch (const std::bad_alloc&) {
      return refuse(Error::out_of_memory);
    }
    return SMX_OK;
  }

  /// Ids as they should be: none twice.
  [[nodiscard]] bool has_duplicates() const {
    std::vector<std::string_view> ids;
    ids.reserve(snapshot.records.size());
    for (const Record& record : snapshot.records) ids.push_back(record.id);
    std::ranges::sort(ids);
    return std::ranges::adjacent_find(ids) != ids.end();
  }
};

smx_status take_record(void* sink, const smx_record* record) {
  return static_cast<Sink*>(sink)->take(record);
}

}  // namespace

Result<Snapshot> CallbackStore::load() {
  const std::scoped_lock lock(mutex_);
  Sink sink;
  const smx_status status = call_back(callbacks_.load, callbacks_.context,
                                      &sink.snapshot.generation, &take_record, &sink);
  if (sink.failure) return fail(*sink.failure);
  if (status != SMX_OK) return fail(store_error(status));
  const bool never_written = sink.snapshot.generation == 0;
  if ((never_written && !sink.snapshot.records.empty()) || sink.has_duplicates())
    return fail(Error::storage_corrupt);
  return std::move(sink.snapshot);
}

Result<void> CallbackStore::commit(std::uint64_t expected_generation,
                                   std::span<const RecordChange> changes) {
  std::vector<smx_record> records;
  records.reserve(changes.size());
  for (const RecordChange& change : changes) {
    const ByteView value = change.value ? change.value->reveal() : ByteView();
    records.push_back({.id = change.id.c_str(),
                       .value = value.data(),
                       .value_size = value.size(),
                       .deleted = static_cast<std::uint8_t>(change.value ? 0 : 1)});
  }
  const std::scoped_lock lock(mutex_);
  const smx_status status = call_back(callbacks_.commit, callbacks_.context, expected_generation,
                                      records.data(), records.size());
  if (status != SMX_OK) return fail(store_error(status));
  return {};
}

}  // namespace smx::c
