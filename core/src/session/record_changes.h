#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "smx/secret.h"
#include "smx/store.h"

namespace smx {

/// The changes of one commit, in their order, in memory that serves commit after commit. Every
/// function that adds a change throws std::bad_alloc; then the list is good for `clear` only.
class RecordChanges {
 public:
  /// Memory that `clear` keeps: of this many changes, and of values up to this size.
  static constexpr std::size_t kChangesKept = 4;
  static constexpr std::size_t kValueKept = 1024;

  /// Writes the record "kind/serial". Yields its value, which the caller fills in before the next
  /// call; the memory is that of an earlier commit's value.
  SecretBytes& put(std::string_view kind, std::uint64_t serial);
  void put(std::string id, SecretBytes value);
  void erase(std::string id);
  /// Deletes the record of a skipped key.
  void erase_skipped(std::uint64_t session, std::uint64_t sequence);

  [[nodiscard]] std::span<const RecordChange> all() const noexcept { return {list_.data(), used_}; }

  /// Overwrites the values, forgets the changes, keeps some memory.
  void clear() noexcept;

 private:
  RecordChange& next();

  /// The first `used_` are this commit's; the others are empty values and old ids.
  std::vector<RecordChange> list_;
  std::size_t used_ = 0;
};

}  // namespace smx
