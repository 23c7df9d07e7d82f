#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <iostream>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "store/database.h"
#include "store/executor.h"
#include "store/migration.h"
#include "store/schema_base.h"
#include "tests/store/long_form.h"
#include "tests/store/workload.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_disk.h"

namespace smx::relay::test {
namespace {

constexpr const char* kDatabaseFile = "relay.db";
constexpr std::int64_t kWorkloadOperations = 96;
constexpr std::int64_t kHealthy = 32;  // before the fault, after it as many, and so between

using Fault = MemoryDisk::Fault;

/// One store on a disk that fails, over its whole life: the executor is never restarted.
class FailingStore {
 public:
  /// With a small cache, pages are read again, and written before the commit.
  explicit FailingStore(bool small_cache) {
    seed_sqlite(1);
    {
      store::Database database(kDatabaseFile, options());
      const store::Migration migration{1, {store::kSchemaBase, Workload::kTables}};
      store::migrate(database, {&migration, 1});
      Workload::prepare(database, kWorkloadOperations);
    }
    disk_.settle();
    database_.emplace(kDatabaseFile, options());
    database_->execute("PRAGMA wal_autocheckpoint = 20");
    if (small_cache) database_->execute("PRAGMA cache_size = 5");
    executor_.emplace(*database_, clock_, random_, policy_);
  }

  MemoryDisk& disk() { return disk_; }
  store::Executor& executor() { return *executor_; }
  const Workload::Answers& answers() { return answers_; }

  void drive(std::int64_t first, std::int64_t last, std::int64_t burst) {
    test::drive(*executor_, first, last, burst, [this](std::int64_t number, bool stored) {
      (stored ? answers_.stored : answers_.failed).insert(number);
    });
  }
  /// Whether a read is answered, and rightly: the answered operation `number` is there.
  bool reads(std::int64_t number) {
    std::promise<bool> promise;
    auto seen = std::make_shared<bool>(false);
    executor_->submit(
        [seen, number](Context& context) {
          store::Statement row = context.transaction.prepare("SELECT id FROM done WHERE id = ?");
          row.bind(number);
          *seen = row.step() && row.integer(0) == number;
          return true;
        },
        [&, seen](bool stored, Effects&&) { promise.set_value(stored && *seen); });
    return promise.get_future().get();
  }
  /// Ends the store; judges what running programs see and what a power cut right now would leave.
  std::vector<std::string> judge() {
    executor_.reset();
    std::vector<std::string> faults =
        Workload::judge(*database_, answers_.stored, kWorkloadOperations, Workload::Order::any);
    for (const std::int64_t number : answers_.failed) {
      if (Workload::present(*database_, number)) {
        faults.push_back("answered as not stored, and there: " + std::to_string(number));
      }
    }
    DiskState state(disk_.start());
    for (const DiskEvent& event : disk_.events()) state.apply(event);
    FixedRandom random;
    const MemoryDisk after(state.after(PowerCut::dropped, random));
    store::Database left(kDatabaseFile, {.vfs = after.vfs(), .writable = true});
    for (const std::string& fault :
         Workload::judge(left, answers_.stored, kWorkloadOperations, Workload::Order::any)) {
      faults.push_back("after a power cut: " + fault);
    }
    database_.reset();
    return faults;
  }

 private:
  store::Database::Options options() { return {.vfs = disk_.vfs(), .writable = true}; }

  MemoryDisk disk_;
  ManualClock clock_;
  FixedRandom random_;
  Policy policy_;
  std::optional<store::Database> database_;
  std::optional<store::Executor> executor_;
  Workload::Answers answers_;
};

/// How many calls a fault concerns in a run without any.
std::uint64_t calls(Fault fault, bool small_cache, std::int64_t burst) {
  FailingStore store(small_cache);
  store.drive(0, kHealthy - 1, burst);
  store.disk().fail(fault, UINT64_MAX);
  store.drive(kHealthy, 2 * kHealthy - 1, burst);
  return store.disk().concerned();
}

struct Case {
  const char* name;
  Fault fault;
  /// Whether reads must be answered while it lasts.
  bool readable;
  bool small_cache;
};
constexpr Case kCases[] = {
    {"full", Fault::full, true, false},
    {"full_small_cache", Fault::full, true, true},
    {"write_error", Fault::write_error, true, false},
    {"write_error_small_cache", Fault::write_error, true, true},
    {"sync_error", Fault::sync_error, true, false},
    {"read_error", Fault::read_error, false, true},
};

class StorageErrorsTest : public testing::TestWithParam<Case> {
 protected:
  /// The fault begins at call `from`; it lasts for `length` calls or, if that is 0, until it is
  /// mended.
  void run(std::uint64_t from, std::uint64_t length, std::int64_t burst) {
    SCOPED_TRACE(std::string(GetParam().name) + " at call " + std::to_string(from) + " for " +
                 std::to_string(length) + ", bursts of " + std::to_string(burst));
    FailingStore store(GetParam().small_cache);
    store.drive(0, kHealthy - 1, burst);
    ASSERT_TRUE(store.answers().failed.empty());
    store.disk().fail(GetParam().fault, from, length == 0 ? UINT64_MAX : from + length - 1);
    store.drive(kHealthy, 2 * kHealthy - 1, burst);
    const std::uint64_t failed = store.answers().failed.size();
    if (length == 0 && GetParam().readable) {
      EXPECT_TRUE(store.reads(kHealthy - 1));
      // On a full disk a write may fit in what a file has already.
      const bool last_stored = store.answers().stored.contains(2 * kHealthy - 1);
      EXPECT_TRUE(last_stored || !store.executor().counters().working);
    }
    store.disk().heal();
    store.drive(2 * kHealthy, kWorkloadOperations - 1, burst);
    EXPECT_EQ(store.answers().failed.size(), failed) << "it did not go on";
    EXPECT_TRUE(store.executor().counters().working);
    total_failed_ += failed;
    for (const std::string& fault : store.judge()) ADD_FAILURE() << fault;
  }

  std::uint64_t total_failed_ = 0;
};

// At each call, once and until it is mended: nothing is answered that is not stored, nothing
// that was answered as not stored is there, reads go on, and so does all else without a restart.
TEST_P(StorageErrorsTest, AtEachCall) {
  std::uint64_t runs = 0;
  const std::vector<std::int64_t> bursts =
      long_form() ? std::vector<std::int64_t>{1, 4, 32} : std::vector<std::int64_t>{4};
  for (const std::int64_t burst : bursts) {
    const std::uint64_t last = calls(GetParam().fault, GetParam().small_cache, burst);
    ASSERT_GT(last, 0u);
    const std::uint64_t step = long_form() ? 1 : std::max<std::uint64_t>(1, last / 16);
    for (std::uint64_t from = 1; from <= last; from += step) {
      for (const std::uint64_t length : {0u, 1u, 3u}) {
        run(from, length, burst);
        ++runs;
      }
      if (HasFatalFailure()) return;
    }
  }
  EXPECT_GT(total_failed_, 0u) << "no fault was ever felt";
  std::cout << GetParam().name << ": " << runs << " runs, " << total_failed_
            << " operations answered as not stored\n";
}

INSTANTIATE_TEST_SUITE_P(Faults, StorageErrorsTest, testing::ValuesIn(kCases),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace smx::relay::test
