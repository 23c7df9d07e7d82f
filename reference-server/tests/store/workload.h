#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"
#include "store/executor.h"

namespace smx::relay::test {

/// Operations like the relay's, each with a number from which all follows that it writes, so that a
/// store can be judged: messages of three rows, one-time keys that are taken, messages removed, and
/// refusals.
class Workload {
 public:
  static const std::string_view kTables;

  /// One-time keys for operations below `operations`.
  static void prepare(store::Database& database, std::int64_t operations);
  /// What the executor is given: false for those that refuse.
  static bool run(Context& context, std::int64_t number);

  struct Answers {
    std::set<std::int64_t> stored;
    std::set<std::int64_t> failed;
  };
  enum class Order : std::uint8_t {
    any,
    /// What is there of later operations is there of earlier ones: nothing failed but a power cut.
    whole_prefix,
  };
  /// One sentence for each fault: what was stored and is not there, what is there in part or is not
  /// what was written. Operations are numbered below `operations`.
  [[nodiscard]] static std::vector<std::string> judge(store::Database& database,
                                                      const std::set<std::int64_t>& stored,
                                                      std::int64_t operations, Order order);
  /// True when anything that the operation wrote is there.
  [[nodiscard]] static bool present(store::Database& database, std::int64_t number);

 private:
  static std::vector<std::string> judge_now(store::Database& database,
                                            const std::set<std::int64_t>& stored,
                                            std::int64_t operations, Order order);
};

/// Submits operations `first` to `last` in bursts, each when the one before it is answered and from
/// the executor's own thread: so the batches are the same in every run. Returns when all are
/// answered.
void drive(store::Executor& executor, std::int64_t first, std::int64_t last, std::int64_t burst,
           const std::function<void(std::int64_t number, bool stored)>& answered);

}  // namespace smx::relay::test
