#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

#include "relay/clock.h"
#include "relay/random.h"
#include "store/database.h"

namespace smx::relay::store {

/// The epoch of the store, for clients: it changes when the relay was restored from a backup.
[[nodiscard]] std::int64_t stored_epoch(Transaction& transaction);

/// The copy of the epoch outside the data directory cannot be used: it is not one, is another
/// relay's, or lies inside the data directory. The message names no content.
class EpochError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Notices that an older copy of the data directory was put back, and then begins a new epoch.
///
/// The database and a small file outside the data directory both hold a *mark*, 16 random bytes. It
/// moves at every start and orderly stop, and whenever something leaves that must leave once: first
/// in the database (which keeps the mark before it, too), in the transaction that takes the thing;
/// after the commit in the file; and only then does the answer leave. So of the store that is in
/// use the file always has the mark or the one before, wherever a crash came, and of a copy that
/// was made before anything left the file has a newer one, which the copy cannot know. Both are
/// checked at the start, so a crash voids nothing and no restored copy is missed out of which
/// something left since.
///
/// Not noticed, because it cannot be: that both were put back together (a snapshot of the whole
/// machine); keep the file on other storage. Not noticed, because nothing can be given twice: a
/// copy made since the last start or stop, or since the last thing that left once, whichever is
/// later, put back after a crash. What was queued in between is lost then, without a new epoch.
class Epoch {
 public:
  /// What a restored store must not give any more is made void here, in the transaction that begins
  /// the new epoch.
  using Restored = std::function<void(Transaction&)>;

  /// Reads both, begins a new epoch if they do not fit (or if either is missing while the other is
  /// there), and moves the mark. `file` is replaced whole and synced at each move. Throws
  /// EpochError, StorageError. The schema must be there.
  Epoch(Database& database, std::string file, Random& random, Instant now,
        const Restored& restored);

  [[nodiscard]] std::int64_t number() const noexcept { return number_; }
  /// True when this start began a new epoch: the event epoch_changed.
  [[nodiscard]] bool changed() const noexcept { return changed_; }

  /// Moves the mark in the transaction. When an earlier `publish` failed, the file is brought up to
  /// date first: otherwise it would have a mark that is neither. StorageError undoes the caller's
  /// savepoint.
  void advance(Transaction& transaction);
  /// After the commit: moves it in the file. Throws StorageError; then what left once must not
  /// leave.
  void publish();
  /// Instead, when the transaction was undone.
  void forget() noexcept { next_.clear(); }

  /// At an orderly stop: a copy made while the relay ran is an older one from now on.
  void close();

 private:
  void write_file(const std::string& mark);

  Database& database_;
  std::string file_;
  Random& random_;
  std::string instance_;
  std::int64_t number_ = 0;
  bool changed_ = false;
  std::string mark_;     // of the last commit
  std::string outside_;  // what the file is known to have; empty when that is not known
  std::string next_;     // of the open transaction
};

}  // namespace smx::relay::store
