#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "crypto/hash.h"
#include "smx/sealed_store.h"
#include "smx/store.h"
#include "test_data.h"

// Stand-ins for what a store stands on. All keys are test data.
namespace smx::test {

inline RecordChange put(std::string id, std::string_view value) {
  return {.id = std::move(id), .value = SecretBytes(view_of(value))};
}

inline RecordChange erase(std::string id) { return {.id = std::move(id), .value = std::nullopt}; }

/// Commits a list of changes (a RecordChange cannot be copied into an initializer list).
template <class... Changes>
Result<void> commit(Store& store, std::uint64_t generation, Changes... changes) {
  std::vector<RecordChange> list;
  (list.push_back(std::move(changes)), ...);
  return store.commit(generation, list);
}

inline std::string text_of(const SecretBytes& value) {
  const ByteView bytes = value.reveal();
  return {bytes.begin(), bytes.end()};
}

using Contents = std::map<std::string, std::string>;

inline Contents contents_of(const Snapshot& snapshot) {
  Contents contents;
  for (const Record& record : snapshot.records) {
    if (!contents.emplace(record.id, text_of(record.value)).second) std::abort();  // twice
  }
  return contents;
}

/// What a store holds, or the name of its error under the id "error".
inline Contents contents_of(Store& store) {
  const Result<Snapshot> snapshot = store.load();
  if (!snapshot) return {{"error", std::string(error_name(snapshot.error()))}};
  return contents_of(*snapshot);
}

/// "" for success, else the error's name.
template <class T>
std::string error_of(const Result<T>& result) {
  return result ? "" : std::string(error_name(result.error()));
}

/// A store whose contents a test may change behind everybody's back.
class OpenStore : public Store {
 public:
  Result<Snapshot> load() override {
    if (load_error) return fail(*load_error);
    Snapshot snapshot{.generation = generation, .records = {}};
    for (const auto& [id, value] : records) {
      snapshot.records.push_back({.id = id, .value = SecretBytes(value)});
      if (id == repeated) snapshot.records.push_back({.id = id, .value = SecretBytes(value)});
    }
    return snapshot;
  }

  Result<void> commit(std::uint64_t expected_generation,
                      std::span<const RecordChange> changes) override {
    if (commit_error) return fail(*commit_error);
    if (expected_generation != generation) return fail(Error::stale_state);
    for (const RecordChange& change : changes) {
      if (change.value) {
        const ByteView value = change.value->reveal();
        records[change.id] = Bytes(value.begin(), value.end());
      } else {
        records.erase(change.id);
      }
    }
    ++generation;
    return {};
  }

  std::uint64_t generation = 0;
  std::map<std::string, Bytes> records;
  std::string repeated;
  std::optional<Error> load_error;
  std::optional<Error> commit_error;
};

/// A key store that xors with its own key and tells a wrong one by a checksum.
class XorWrap : public KeyWrap {
 public:
  explicit XorWrap(std::uint8_t pad = 0x3C) : pad_(pad) {}

  Result<Bytes> wrap(ByteView data_key) override {
    if (broken) return fail(Error::key_unavailable);
    Bytes wrapped(data_key.begin(), data_key.end());
    for (std::uint8_t& byte : wrapped) byte ^= pad_;
    const Digest checksum = sha256({data_key});
    wrapped.insert(wrapped.end(), checksum.begin(), checksum.end());
    return wrapped;
  }

  Result<SecretBytes> unwrap(ByteView wrapped) override {
    ++unwrapped;
    if (broken || wrapped.size() != 64) return fail(Error::key_unavailable);
    SecretBytes key(wrapped.first(32));
    for (std::uint8_t& byte : key.writable()) byte ^= pad_;
    const Digest checksum = sha256({key.reveal()});
    if (!std::ranges::equal(checksum, wrapped.subspan(32))) return fail(Error::key_unavailable);
    return key;
  }

  bool broken = false;
  int unwrapped = 0;

 private:
  std::uint8_t pad_;
};

class MemoryCounter : public RollbackCounter {
 public:
  Result<std::uint64_t> read() override {
    if (read_fails) return fail(Error::counter_failed);
    return value;
  }
  Result<void> advance(std::uint64_t to) override {
    if (advance_fails) return fail(Error::counter_failed);
    value = std::max(value, to);
    return {};
  }

  std::uint64_t value = 0;
  bool read_fails = false;
  bool advance_fails = false;
};

}  // namespace smx::test
