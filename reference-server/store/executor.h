#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "relay/clock.h"
#include "relay/context.h"
#include "store/database.h"

namespace smx::relay::store {

class Epoch;

/// Runs operations one after another on a thread of its own, many in one SQLite transaction (group
/// commit): what came while a commit was under way is the next batch. A refusal undoes that
/// operation alone. To that end an operation may be run more than once, each time from the tables
/// as they were and with empty effects; what it left last is what counts.
///
/// `done` is called only after the commit is durable, on the executor's thread, in the order of
/// submission; the caller posts it to where it belongs. With `stored` false the storage failed, the
/// operation is undone and the effects are empty. Neither `work` (which may throw) nor `done`
/// (which must not) may call back into the executor, except that `done` may submit.
///
/// When the storage fails (disk full, I/O error), what that undid is answered with `stored` false
/// and the executor goes on with one operation a transaction, so that reads are answered and one
/// write's failure is its own, until something could be written again.
class Executor {
 public:
  /// True keeps what the operation wrote (success, or a refusal with `keep`); false undoes it and
  /// keeps the effects' events only (they are not part of the tables).
  using Work = std::function<bool(Context&)>;
  using Done = std::function<void(bool stored, Effects&& effects)>;

  /// Told on the executor's thread when the storage fails (`code` is SQLite's) and when it works
  /// again (code 0).
  using Health = std::function<void(bool working, int code)>;

  /// The most operations of one transaction: what is lost together if the commit fails.
  static constexpr std::size_t kBatch = 256;

  /// With `epoch`, an operation whose effects say `leaves_once` moves the mark with it, and is
  /// answered as not stored when the mark could not be moved (what it took is gone then).
  /// All that is given must outlive the executor; nobody else may use `database` meanwhile.
  Executor(Database& database, Clock& clock, Random& random, const Policy& policy,
           Health health = {}, Epoch* epoch = nullptr);
  /// Finishes what was submitted.
  ~Executor();

  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  void submit(Work work, Done done);
  /// Waits until all that was submitted before is done.
  void drain();

  struct Counters {
    std::uint64_t operations = 0;  // run, whatever came of them
    std::uint64_t commits = 0;     // transactions made durable, those that only read included
    std::uint64_t failures = 0;    // operations answered with `stored` false
    std::size_t waiting = 0;       // submitted and not begun: for whoever limits the load
    bool working = true;           // false from a failure of the storage until a write succeeds
  };
  [[nodiscard]] Counters counters() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace smx::relay::store
