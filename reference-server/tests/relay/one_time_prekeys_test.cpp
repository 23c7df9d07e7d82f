// A one-time prekey never leaves twice.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <functional>
#include <future>
#include <sstream>
#include <thread>

#include "relay/prekey_stock.h"
#include "relay/prekeys.h"
#include "relay/restore.h"
#include "store/epoch.h"
#include "store/executor.h"
#include "tests/support/population.h"
#include "tests/support/prekey_partition.h"

namespace smx::relay {
namespace {

constexpr std::size_t kDevices = 4;
constexpr std::size_t kUploads = 5;
constexpr std::size_t kPerUpload = 100;
constexpr std::size_t kTakers = 8;

/// What a build does whose take is two operations: one reads, another deletes what was read.
std::optional<OneTimePrekey> read_oldest(Context& context, const DeviceId& device) {
  auto statement = context.transaction.prepare(
      "SELECT key_id, public_key FROM one_time_prekeys WHERE device_id = ?1 ORDER BY position "
      "LIMIT 1");
  statement.bind(device.text());
  if (!statement.step()) return std::nullopt;
  OneTimePrekey prekey{test::key_id(statement.text(0)), {}};
  std::ranges::copy(statement.blob(1), prekey.public_key.bytes.begin());
  return prekey;
}

class OneTimePrekeysTest : public testing::Test {
 protected:
  OneTimePrekeysTest() {
    for (std::size_t i = 0; i < kDevices; ++i) {
      targets_.push_back(people_.member(organisation_));
      const Caller& target = targets_.back();
      const SignedPrekey prekey = people_.signed_prekey(target.device, "signed");
      test::run(db_, [&](Context& context) {
        store_signed_prekey(context, target.device, prekey);
        for (std::size_t k = 0; k < kUploads; ++k) {
          const auto prekeys = people_.one_time_prekeys("upload-" + std::to_string(k), kPerUpload);
          ASSERT_TRUE(upload_one_time_prekeys(context, target, prekeys));
          for (const OneTimePrekey& uploaded : prekeys) {
            partition_.uploaded(target.device, uploaded.key_id);
          }
        }
      });
    }
    for (std::size_t i = 0; i < kTakers; ++i) takers_.push_back(people_.member(organisation_));
    db_.policy.prekey_takes = 1'000'000;  // the limit of takes has tests of its own
  }

  /// A taker's view of one request: nothing when the relay was killed before it answered.
  using Answer = std::optional<std::optional<OneTimePrekey>>;

  static Answer run(store::Executor& executor,
                    const std::function<std::optional<OneTimePrekey>(Context&)>& operation) {
    auto answered = std::make_shared<std::promise<Answer>>();
    auto prekey = std::make_shared<std::optional<OneTimePrekey>>();
    auto future = answered->get_future();
    executor.submit(
        [prekey, operation](Context& context) {
          *prekey = operation(context);
          return true;
        },
        [answered, prekey](bool stored, Effects&&) {
          answered->set_value(stored ? Answer(*prekey) : std::nullopt);
        });
    return future.get();
  }

  /// As a client takes it.
  static Answer take(store::Executor& executor, const Caller& taker, const Caller& target) {
    return run(executor, [taker, target](Context& context) -> std::optional<OneTimePrekey> {
      const auto bundles = take_bundles(context, taker, target.user, {{target.device}});
      if (!bundles) throw std::logic_error("refused");
      return bundles->at(0).bundle.one_time_prekey;
    });
  }

  /// The planted fault: between the two operations there is room for another taker.
  static Answer take_in_two(store::Executor& executor, const Caller&, const Caller& target) {
    const auto read =
        run(executor, [target](Context& context) { return read_oldest(context, target.device); });
    if (!read || !*read) return read;
    return run(executor, [target, prekey = **read](Context& context) {
      const std::string id(prekey.key_id.view().begin(), prekey.key_id.view().end());
      context.transaction
          .prepare("DELETE FROM one_time_prekeys WHERE device_id = ?1 AND key_id = ?2")
          .bind(target.device.text())
          .bind(id)
          .run();
      context.transaction
          .prepare(
              "INSERT INTO used_prekeys (device_id, key_id, used_at, void) VALUES (?1, ?2, 0, 0)")
          .bind(target.device.text())
          .bind(id)
          .run();
      return std::optional(prekey);
    });
  }

  /// Takers that all go at once, until each has had `takes` answers.
  template <class Take>
  void let_them_take(Take one_take, std::size_t takes) {
    store::Executor executor(db_.database(), db_.clock, db_.random, db_.policy);
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kTakers; ++i) {
      threads.emplace_back([&, i] {
        test::FixedRandom random(1000 + i);
        for (std::size_t n = 0; n < takes; ++n) {
          const Caller& target = targets_[random.below(kDevices)];
          const auto answer = one_take(executor, takers_[i], target);
          if (!answer) partition_.unanswered();
          if (answer && *answer) partition_.issued(target.device, (*answer)->key_id);
        }
      });
    }
  }

  test::TemporaryDatabase db_{test::relay_schema()};
  test::Population people_{db_};
  OrganisationId organisation_ = people_.organisation();
  std::vector<Caller> targets_;
  std::vector<Caller> takers_;
  test::PrekeyPartition partition_;
};

TEST_F(OneTimePrekeysTest, IssuedUsedAndRemainingPartitionWhatWasUploaded) {
  let_them_take(take, 150);
  const auto result = partition_.check(db_.database());
  EXPECT_EQ(result.faults, std::vector<std::string>{});
  EXPECT_EQ(result.issued, kTakers * 150);
  EXPECT_EQ(result.burned, 0u);
}

TEST_F(OneTimePrekeysTest, TakersOutnumberThePrekeysAndNoneComesTwice) {
  let_them_take(take, 400);  // 3,200 takes of 2,000
  const auto result = partition_.check(db_.database());
  EXPECT_EQ(result.faults, std::vector<std::string>{});
  EXPECT_EQ(result.remaining + result.issued, kDevices * kUploads * kPerUpload);
}

TEST_F(OneTimePrekeysTest, ATakeInTwoOperationsIsCaught) {
  let_them_take(take_in_two, 150);
  const auto result = partition_.check(db_.database());
  ASSERT_FALSE(result.faults.empty());
  for (const std::string& fault : result.faults) {
    EXPECT_TRUE(fault.starts_with("issued twice")) << fault;
  }
}

/// One that takes and tells over a pipe what it was given, a line each, until it is killed.
class OneTimePrekeysKillTest : public OneTimePrekeysTest {
 protected:
  [[noreturn]] void take_until_killed(int out) {
    db_.reopen();
    store::Executor executor(db_.database(), db_.clock, db_.random, db_.policy);
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kTakers; ++i) {
      threads.emplace_back([&, i] {
        for (std::size_t n = i;; ++n) {
          const std::size_t target = n % kDevices;
          const auto answer = take(executor, takers_[i], targets_[target]);
          if (!answer || !*answer) continue;
          const ByteView id = (*answer)->key_id.view();
          const std::string line =
              std::to_string(target) + " " + std::string(id.begin(), id.end()) + "\n";
          if (::write(out, line.data(), line.size()) < 0) ::_exit(1);
        }
      });
    }
    threads.front().join();
    ::_exit(1);
  }

  /// Kills it once it has told of `lines` prekeys, and takes note of all that it told.
  void run_and_kill(std::size_t lines) {
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    db_.close();
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      take_until_killed(ends[1]);
    }
    ::close(ends[1]);
    std::string told;
    std::array<char, 4096> buffer{};
    bool killed = false;
    for (ssize_t size = 1; size > 0;) {
      size = ::read(ends[0], buffer.data(), buffer.size());
      if (size > 0) told.append(buffer.data(), static_cast<std::size_t>(size));
      if (!killed && static_cast<std::size_t>(std::ranges::count(told, '\n')) >= lines) {
        ASSERT_EQ(::kill(child, SIGKILL), 0);
        killed = true;
      }
    }
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    db_.reopen();
    std::istringstream stream(told);
    std::size_t target = 0;
    for (std::string id; stream >> target >> id;) {
      partition_.issued(targets_.at(target).device, test::key_id(id));
    }
    for (std::size_t i = 0; i < kTakers; ++i) partition_.unanswered();  // one each, at most
  }
};

TEST_F(OneTimePrekeysKillTest, KillsBurnNoMoreThanWasInFlightAndNothingComesTwice) {
  test::FixedRandom random(20261121);
  for (std::size_t round = 0; round < 12; ++round) {
    ASSERT_NO_FATAL_FAILURE(run_and_kill(1 + random.below(100)));
    const auto result = partition_.check(db_.database());
    ASSERT_EQ(result.faults, std::vector<std::string>{}) << "round " << round;
  }
  EXPECT_GE(partition_.check(db_.database()).issued, 12u);
}

TEST_F(OneTimePrekeysTest, ABackupThatIsPutBackGivesNoPrekeyAgain) {
  test::TemporaryFolder outside;
  const auto begin = [&] {
    return store::Epoch(
        db_.database(), outside.file("epoch"), db_.random, db_.clock.now(),
        [&](store::Transaction& transaction) { begin_epoch(transaction, db_.clock.now()); });
  };
  const auto take_one = [&](store::Epoch& epoch, const Caller& target) {
    store::Executor executor(db_.database(), db_.clock, db_.random, db_.policy, {}, &epoch);
    return take(executor, takers_[0], target);
  };
  const std::string file = db_.folder().file("relay.db");
  const std::string copy = db_.folder().file("copy.db");
  std::int64_t first_epoch = 0;
  {
    store::Epoch epoch = begin();
    first_epoch = epoch.number();
    epoch.close();
  }
  db_.reopen();  // nothing is left in the write-ahead log
  std::filesystem::copy_file(file, copy);
  {
    store::Epoch epoch = begin();
    EXPECT_FALSE(epoch.changed());
    const auto answer = take_one(epoch, targets_[0]);
    ASSERT_TRUE(answer && *answer);
    partition_.issued(targets_[0].device, (*answer)->key_id);
    epoch.close();
  }
  db_.close();
  std::filesystem::remove(file + "-wal");
  std::filesystem::remove(file + "-shm");
  std::filesystem::copy_file(copy, file, std::filesystem::copy_options::overwrite_existing);
  db_.reopen();

  store::Epoch epoch = begin();
  EXPECT_TRUE(epoch.changed());
  EXPECT_GT(epoch.number(), first_epoch);
  for (const Caller& target : targets_) {
    const auto answer = take_one(epoch, target);
    ASSERT_TRUE(answer);
    EXPECT_FALSE(*answer);
  }
  // Void, so that they are refused when they come again; new ones serve.
  test::run(db_, [&](Context& context) {
    EXPECT_EQ(key_state(context, targets_[0]).stock.one_time_prekeys, 0);
    EXPECT_EQ(key_state(context, targets_[0]).epoch, epoch.number());
    EXPECT_FALSE(
        upload_one_time_prekeys(context, targets_[0], {people_.one_time_prekey("upload-0-7")}));
    EXPECT_TRUE(upload_one_time_prekeys(context, targets_[0], {people_.one_time_prekey("new")}));
  });
  EXPECT_EQ(test::number(db_, "SELECT count(*) FROM used_prekeys WHERE void = 1"),
            static_cast<std::int64_t>(kDevices * kUploads * kPerUpload));
}

}  // namespace
}  // namespace smx::relay
