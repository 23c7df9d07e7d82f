#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "relay/clock.h"
#include "relay/context.h"
#include "store/database.h"

namespace smx::relay::store {

/// Runs operations one after another on a thread of its own, many in one SQLite transaction (group
/// commit): what came while a commit was under way is the next batch. Each operation is a savepoint
/// of its own, so a refusal undoes that operation alone.
///
/// `done` is called only after the commit is durable, on the executor's thread, in the order of
/// submission; the caller posts it to where it belongs. With `stored` false the storage failed, the
/// operation is undone and the effects are empty.
class Executor {
 public:
  /// True keeps what the operation wrote (success, or a refusal with `keep`); false undoes it and
  /// keeps the effects' events only (they are not part of the tables).
  using Work = std::function<bool(Context&)>;
  using Done = std::function<void(bool stored, Effects&& effects)>;

  Executor(Database& database, Clock& clock, Random& random, const Policy& policy);
  /// Finishes what was submitted.
  ~Executor();

  void submit(Work work, Done done);
  /// Waits until all that was submitted before is done.
  void drain();

  struct Counters {
    std::uint64_t operations = 0;
    std::uint64_t commits = 0;
    std::uint64_t failures = 0;
  };
  [[nodiscard]] Counters counters() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace smx::relay::store
