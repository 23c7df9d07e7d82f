#include "smx/sealed_store.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "bytes/try.h"
#include "crypto/entropy.h"
#include "storage/data_key.h"
#include "storage/record_index.h"
#include "storage/record_seal.h"
#include "storage/sealed_head.h"

namespace smx {
namespace {

constexpr std::string_view kReserved = "sealed/";
constexpr std::string_view kKeyId = "sealed/key";
constexpr std::string_view kHeadId = "sealed/head";
constexpr std::size_t kMaxRecordIdSize = 0xFFFF;

/// The records of an inner store by their part.
struct Parts {
  const Record* key = nullptr;
  const Record* head = nullptr;
  std::vector<const Record*> sealed;
};

Parts split(const Snapshot& stored) {
  Parts parts;
  for (const Record& record : stored.records) {
    if (record.id == kKeyId) {
      parts.key = &record;
    } else if (record.id == kHeadId) {
      parts.head = &record;
    } else {
      parts.sealed.push_back(&record);
    }
  }
  return parts;
}

bool is_valid(const RecordChange& change) noexcept {
  return change.id.size() <= kMaxRecordIdSize && !change.id.starts_with(kReserved);
}

RecordChange write(std::string_view id, SecretBytes value) {
  return {.id = std::string(id), .value = std::move(value)};
}

}  // namespace

struct SealedStore::State {
  State(Store& inner_store, KeyWrap& key_wrap, const SealedStoreOptions& options)
      : inner(inner_store),
        wrap(key_wrap),
        counter(options.rollback_counter),
        seal(options.device_name) {}

  Result<Snapshot> load();
  Result<void> commit(std::uint64_t expected_generation, std::span<const RecordChange> changes);
  Result<void> rekey();

  Result<void> check_counter(std::uint64_t stored_generation);
  Result<void> advance_counter();
  Result<void> take_key(const Record* record);
  Result<SealedHead> open_head(const Record* record, std::uint64_t stored_generation);
  Result<Snapshot> open_all(const Snapshot& stored);
  /// One commit that writes `changes` under `new_key`, or under the present key when there is none.
  Result<void> write_all(const RecordIndex& base, std::span<const RecordChange> changes,
                         std::optional<DataKey> new_key);

  Store& inner;
  KeyWrap& wrap;
  RollbackCounter* counter;
  RecordSeal seal;
  Entropy entropy;
  std::mutex mutex;

  /// False whenever what is below may differ from what is stored: only a load helps then.
  bool ready = false;
  std::uint64_t generation = 0;
  std::optional<DataKey> key;
  /// The inner store holds `key`. A first key is written by the first commit, so that an empty
  /// store stays at generation 0.
  bool key_is_stored = false;
  std::uint64_t seals = 0;
  RecordIndex index;
};

// [STO-19]
Result<void> SealedStore::State::check_counter(std::uint64_t stored_generation) {
  if (counter == nullptr) return {};
  const Result<std::uint64_t> value = counter->read();
  if (!value) return fail(Error::counter_failed);
  if (stored_generation < *value) return fail(Error::stale_state);
  return {};
}

// [STO-18]
Result<void> SealedStore::State::advance_counter() {
  if (counter == nullptr || generation == 0) return {};
  if (!counter->advance(generation)) return fail(Error::counter_failed);
  return {};
}

Result<void> SealedStore::State::take_key(const Record* record) {
  if (record == nullptr) return fail(Error::storage_corrupt);
  // The key store is asked only when there is another key: it may want a finger on a sensor.
  const ByteView stored = record->value.reveal();
  if (key && key_is_stored && std::ranges::equal(key->stored(), stored)) return {};
  SMX_ASSIGN(key, DataKey::unwrap(wrap, stored));
  key_is_stored = true;
  seals = 0;
  return {};
}

Result<SealedHead> SealedStore::State::open_head(const Record* record,
                                                 std::uint64_t stored_generation) {
  if (record == nullptr) return fail(Error::storage_corrupt);
  SMX_ASSIGN(const RecordSeal::Opened opened,
             seal.open(key->sealing_key(), kHeadId, record->value.reveal()));
  if (opened.generation != stored_generation) return fail(Error::storage_corrupt);
  return decode_sealed_head(opened.value.reveal());
}

// [STO-17] every record opens, and together they are those that the head was written for.
Result<Snapshot> SealedStore::State::open_all(const Snapshot& stored) {
  const Parts parts = split(stored);
  SMX_TRY(take_key(parts.key));
  SMX_ASSIGN(const SealedHead head, open_head(parts.head, stored.generation));

  const AeadKey sealing_key = key->sealing_key();
  Snapshot snapshot{.generation = stored.generation, .records = {}};
  snapshot.records.reserve(parts.sealed.size());
  RecordIndex found;
  for (const Record* record : parts.sealed) {
    SMX_ASSIGN(RecordSeal::Opened opened,
               seal.open(sealing_key, record->id, record->value.reveal()));
    SMX_ASSIGN(const bool is_new, found.add(key->index_key(), record->id, opened.generation));
    if (!is_new) return fail(Error::storage_corrupt);
    snapshot.records.push_back({.id = record->id, .value = std::move(opened.value)});
  }
  if (!equal_in_constant_time(found.sum(), head.sum)) return fail(Error::storage_corrupt);

  index = std::move(found);
  // Seals that a failed commit made are not in the head, but they were made.
  seals = std::max(seals, head.seals);
  return snapshot;
}

Result<Snapshot> SealedStore::State::load() {
  ready = false;
  SMX_ASSIGN(const Snapshot stored, inner.load());
  SMX_TRY(check_counter(stored.generation));
  Snapshot snapshot;
  if (stored.generation == 0) {
    if (!stored.records.empty()) return fail(Error::storage_corrupt);
    if (!key || key_is_stored) {
      SMX_ASSIGN(key, DataKey::make(wrap, entropy));
      key_is_stored = false;
      seals = 0;
    }
    index = RecordIndex();
  } else {
    SMX_ASSIGN(snapshot, open_all(stored));
  }
  generation = stored.generation;
  // A crash may have come between a durable commit and the counter; what is released from here on
  // is this generation.
  SMX_TRY(advance_counter());
  ready = true;
  return snapshot;
}

Result<void> SealedStore::State::write_all(const RecordIndex& base,
                                           std::span<const RecordChange> changes,
                                           std::optional<DataKey> new_key) {
  const std::uint64_t next = generation + 1;
  const DataKey& used = new_key ? *new_key : *key;
  const std::uint64_t seals_before = new_key ? 0 : seals;

  const auto written = std::ranges::count_if(
      changes, [](const RecordChange& change) { return change.value.has_value(); });
  const std::uint64_t seals_after = seals_before + static_cast<std::uint64_t>(written) + 1;
  if (seals_after > limits::kMaxSealsPerKey) return fail(Error::seal_limit);  // [STO-14]

  SMX_ASSIGN(RecordIndex::Staged staged, base.stage(used.index_key(), changes, next));
  const AeadKey sealing_key = used.sealing_key();
  std::vector<RecordChange> sealed;
  sealed.reserve(changes.size() + 2);
  if (new_key || !key_is_stored) sealed.push_back(write(kKeyId, SecretBytes(used.stored())));
  for (const RecordChange& change : changes) {
    if (!change.value) {
      sealed.push_back({.id = change.id, .value = std::nullopt});
      continue;
    }
    SMX_ASSIGN(SecretBytes value,
               seal.seal(sealing_key, entropy, change.id, next, change.value->reveal()));
    sealed.push_back(write(change.id, std::move(value)));
  }
  const SecretBytes head = encode_sealed_head({.seals = seals_after, .sum = staged.sum});
  SMX_ASSIGN(SecretBytes sealed_head,
             seal.seal(sealing_key, entropy, kHeadId, next, head.reveal()));
  sealed.push_back(write(kHeadId, std::move(sealed_head)));

  ready = false;
  if (!new_key) seals = seals_after;
  SMX_TRY(inner.commit(generation, sealed));
  if (new_key) {
    key = std::move(new_key);
    seals = seals_after;
    index = RecordIndex();
  }
  key_is_stored = true;
  index.apply(std::move(staged));
  generation = next;
  SMX_TRY(advance_counter());
  ready = true;
  return {};
}

Result<void> SealedStore::State::commit(std::uint64_t expected_generation,
                                        std::span<const RecordChange> changes) {
  if (!ready || expected_generation != generation) return fail(Error::stale_state);
  if (!std::ranges::all_of(changes, is_valid)) return fail(Error::invalid_argument);
  return write_all(index, changes, std::nullopt);
}

// [STO-15]
Result<void> SealedStore::State::rekey() {
  SMX_ASSIGN(Snapshot snapshot, load());
  SMX_ASSIGN(DataKey fresh, DataKey::make(wrap, entropy));
  if (snapshot.generation == 0) {
    key = std::move(fresh);
    seals = 0;
    return {};
  }
  std::vector<RecordChange> changes;
  changes.reserve(snapshot.records.size());
  for (Record& record : snapshot.records) {
    changes.push_back({.id = std::move(record.id), .value = std::move(record.value)});
  }
  return write_all(RecordIndex(), changes, std::move(fresh));
}

SealedStore::SealedStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
SealedStore::~SealedStore() = default;

Result<std::unique_ptr<SealedStore>> SealedStore::open(Store& inner, KeyWrap& wrap,
                                                       const SealedStoreOptions& options) {
  if (options.device_name.empty() || options.device_name.size() > limits::kMaxLabelSize) {
    return fail(Error::invalid_argument);
  }
  auto state = std::make_unique<State>(inner, wrap, options);
  SMX_TRY(state->load());
  return std::unique_ptr<SealedStore>(new SealedStore(std::move(state)));
}

Result<Snapshot> SealedStore::load() {
  const std::scoped_lock lock(state_->mutex);
  return state_->load();
}

Result<void> SealedStore::commit(std::uint64_t expected_generation,
                                 std::span<const RecordChange> changes) {
  const std::scoped_lock lock(state_->mutex);
  return state_->commit(expected_generation, changes);
}

Result<void> SealedStore::rekey() {
  const std::scoped_lock lock(state_->mutex);
  return state_->rekey();
}

std::uint64_t SealedStore::seals_used() const noexcept {
  const std::scoped_lock lock(state_->mutex);
  return state_->seals;
}

}  // namespace smx
