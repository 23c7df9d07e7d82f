#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>

#include "crypto/secret_types.h"

namespace smx {

/// The message key of a message that has not arrived, kept until it does.
struct SkippedKey {
  /// Serial number of the receiving chain (RatchetHead::chain_serial).
  std::uint32_t chain = 0;
  /// N of the message.
  std::uint32_t number = 0;
  MessageKey key;
  /// Seconds since 1970 at the first purge that saw it; none before that.
  std::optional<std::uint64_t> stamp;
};

/// Skipped keys by their sequence number, which rises in the order of storage.
using SkippedBySequence = std::map<std::uint64_t, SkippedKey>;

/// What an operation does to a session's skipped keys. It is worked out beside the store and
/// applied only once it is durable.
struct SkippedChange {
  SkippedBySequence added;
  /// The key that opened the message.
  std::optional<std::uint64_t> used;
  /// Every stored key with a lower sequence number goes. Enough for eviction, for chains that are
  /// dropped and for age, because storage order, chain order and stamp order are one.
  std::uint64_t oldest_kept = 0;
  /// Stamps every key that has none.
  std::optional<std::uint64_t> stamp_with;
};

/// The skipped keys of one session: found in constant expected time, evicted in the order of
/// storage.
class SkippedKeys {
 public:
  /// The sequence number and the key for message `number` of `chain`, or nullptr.
  [[nodiscard]] const SkippedBySequence::value_type* find(std::uint32_t chain,
                                                          std::uint32_t number) const;
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
  /// In the order of storage.
  [[nodiscard]] const SkippedBySequence& entries() const noexcept { return entries_; }

  /// Makes room, so that `apply` cannot fail. Throws std::bad_alloc and then has changed nothing
  /// that can be observed.
  void reserve_for(const SkippedChange& change);
  /// Takes the change in. `reserve_for` came before.
  void apply(SkippedChange&& change) noexcept;
  /// Adds one key that a stored state brings back. Throws std::bad_alloc.
  void restore(std::uint64_t sequence, SkippedKey key);

 private:
  using Place = std::uint64_t;
  static Place place(std::uint32_t chain, std::uint32_t number) noexcept {
    return (std::uint64_t{chain} << 32) | number;
  }
  void erase(SkippedBySequence::iterator entry) noexcept;

  SkippedBySequence entries_;
  std::unordered_map<Place, SkippedBySequence::iterator> index_;
  /// Index nodes made by reserve_for, so that apply allocates nothing.
  std::unordered_map<Place, SkippedBySequence::iterator> prepared_;
};

}  // namespace smx
