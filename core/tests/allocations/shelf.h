#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "smx/memory_store.h"
#include "smx/sealed_store.h"
#include "smx/sqlite_store.h"
#include "storage/temporary_directory.h"
#include "support/padded_wrap.h"

namespace smx::test {

/// The fault of the control: its generation moves before it has the memory that a commit needs.
class HastyStore : public Store {
 public:
  Result<Snapshot> load() override {
    Result<Snapshot> snapshot = inner_.load();
    if (snapshot) snapshot->generation += moved_;
    return snapshot;
  }
  Result<void> commit(std::uint64_t expected, std::span<const RecordChange> changes) override {
    ++moved_;
    const Bytes needed(4096);
    --moved_;
    return inner_.commit(expected - moved_, changes);
  }

 private:
  MemoryStore inner_;
  std::uint64_t moved_ = 0;
};

/// The stores that a device can stand on.
enum class ShelfKind : std::uint8_t { memory, sealed, sqlite, sealed_sqlite, hasty };

/// A store of a kind, with what it stands on.
class Shelf {
 public:
  explicit Shelf(ShelfKind kind) : kind_(kind) {
    if (kind == ShelfKind::hasty) {
      inner_ = std::make_unique<HastyStore>();
    } else if (on_disk()) {
      folder_.emplace();
      inner_ = open_file().value();
    } else {
      inner_ = std::make_unique<MemoryStore>();
    }
    if (is_sealed()) sealed_ = open_sealed().value();
  }

  Store& store() { return is_sealed() ? static_cast<Store&>(*sealed_) : *inner_; }
  [[nodiscard]] bool is_sealed() const {
    return kind_ == ShelfKind::sealed || kind_ == ShelfKind::sealed_sqlite;
  }
  [[nodiscard]] bool on_disk() const {
    return kind_ == ShelfKind::sqlite || kind_ == ShelfKind::sealed_sqlite;
  }
  SealedStore& sealed() { return *sealed_; }
  Result<std::unique_ptr<SealedStore>> open_sealed() {
    return SealedStore::open(*inner_, wrap_, {.device_name = "bob", .rollback_counter = nullptr});
  }
  Result<std::unique_ptr<SqliteStore>> open_file() {
    return SqliteStore::open(folder_->file("state"));
  }

 private:
  ShelfKind kind_;
  std::optional<TemporaryDirectory> folder_;
  PaddedWrap wrap_;
  std::unique_ptr<Store> inner_;
  std::unique_ptr<SealedStore> sealed_;
};

}  // namespace smx::test
