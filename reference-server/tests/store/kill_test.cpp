#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>
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
#include "tests/support/fixed_random.h"
#include "tests/support/killing_vfs.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temporary_folder.h"

namespace smx::relay::test {
namespace {

/// What one life of the process answered before it ended.
struct Life {
  std::set<std::int64_t> stored;
  bool killed = false;
  std::uint64_t calls = 0;  // of a life that came to its end
};

enum class KillPlant : std::uint8_t { none, answer_before_commit };

/// A store in a folder, worked on by processes of their own that are killed.
class Victim {
 public:
  explicit Victim(std::int64_t operations) : operations_(operations) {
    store::Database database(path_);
    const store::Migration migration{1, {store::kSchemaBase, Workload::kTables}};
    store::migrate(database, {&migration, 1});
    Workload::prepare(database, operations);
  }

  struct Plan {
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::int64_t burst = 16;
    std::uint64_t kill_at_call = 0;                 // by itself, see KillingVfs
    bool half = false;                              // so
    std::optional<std::size_t> kill_after_answers;  // by this process
    KillPlant plant = KillPlant::none;
  };

  /// Forks, runs operations in the child and takes its answers until it ends.
  Life live(const Plan& plan) {
    int pipe[2];
    if (::pipe(pipe) != 0) throw std::runtime_error("no pipe");
    KillingVfs::name();
    const pid_t child = ::fork();
    if (child == 0) {
      ::close(pipe[0]);
      run_child(plan, pipe[1]);
    }
    ::close(pipe[1]);
    Life life;
    std::int64_t answer = 0;
    std::size_t answers = 0;
    while (::read(pipe[0], &answer, sizeof answer) == sizeof answer) {
      if (answer < 0) {
        life.calls = static_cast<std::uint64_t>(-answer);
        continue;
      }
      life.stored.insert(answer);
      if (++answers == plan.kill_after_answers) ::kill(child, SIGKILL);
    }
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    life.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    EXPECT_TRUE(life.killed || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) << status;
    return life;
  }

  /// As the next start finds it.
  std::vector<std::string> judge(const std::set<std::int64_t>& stored, Workload::Order order) {
    store::Database database(path_);
    return Workload::judge(database, stored, operations_, order);
  }

 private:
  [[noreturn]] void run_child(const Plan& plan, int out) {
    const auto tell = [out](std::int64_t value) {
      if (::write(out, &value, sizeof value) != sizeof value) ::_exit(3);
    };
    try {
      ManualClock clock;
      FixedRandom random;
      const Policy policy;
      KillingVfs::kill_at(plan.kill_at_call, plan.half);
      {
        store::Database database(path_, {.vfs = KillingVfs::name(), .writable = true});
        database.execute("PRAGMA wal_autocheckpoint = 40");
        store::Executor executor(database, clock, random, policy);
        if (plan.plant == KillPlant::none) {
          drive(executor, plan.first, plan.last, plan.burst, [&](std::int64_t number, bool stored) {
            if (stored) tell(number);
          });
        } else {
          for (std::int64_t number = plan.first; number <= plan.last; ++number) {
            executor.submit(
                [&tell, number](Context& context) {
                  const bool kept = Workload::run(context, number);
                  tell(number);
                  return kept;
                },
                [](bool, Effects&&) {});
          }
          executor.drain();
        }
      }
      tell(-static_cast<std::int64_t>(KillingVfs::calls()));
    } catch (const std::exception&) {
      ::_exit(4);
    }
    ::_exit(0);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.file("relay.db");
  std::int64_t operations_;
};

/// Kills at every `step`-th numbered call of a run; the number of kills, and how many stores were
/// bad.
std::pair<int, int> kill_at_calls(std::int64_t operations, std::uint64_t step, KillPlant plant,
                                  std::string& fault) {
  Victim::Plan plan;
  plan.last = operations - 1;
  plan.plant = plant;
  const Life whole = Victim(operations).live(plan);
  EXPECT_FALSE(whole.killed);
  EXPECT_GT(whole.calls, 0u);
  int kills = 0;
  int bad = 0;
  for (std::uint64_t call = 1; call <= whole.calls; call += step) {
    Victim victim(operations);
    plan.kill_at_call = call;
    plan.half = call % 2 == 0;
    const Life life = victim.live(plan);
    kills += life.killed ? 1 : 0;
    const auto faults = victim.judge(life.stored, Workload::Order::whole_prefix);
    if (faults.empty()) continue;
    ++bad;
    if (fault.empty()) fault = "call " + std::to_string(call) + ": " + faults.front();
  }
  return {kills, bad};
}

// The process ends at a numbered call that changes a file; all that it answered is there.
TEST(KillTest, LosesNothingAtAnyNumberedCall) {
  const std::int64_t operations = long_form() ? 1000 : 120;
  std::string fault;
  const auto [kills, bad] = kill_at_calls(operations, long_form() ? 1 : 8, KillPlant::none, fault);
  EXPECT_EQ(bad, 0) << fault;
  EXPECT_GE(kills, 20);
  std::cout << kills << " kills at numbered calls of a run of " << operations << " operations\n";
}

// The control: answers that leave before the commit are lost with it.
TEST(KillTest, ControlThatAnswersBeforeTheCommitIsCaught) {
  std::string fault;
  const auto [kills, bad] = kill_at_calls(120, 37, KillPlant::answer_before_commit, fault);
  EXPECT_GT(bad, 0);
  std::cout << "answers before the commit: " << bad << " of " << kills << " kills bad, " << fault
            << '\n';
}

// Killed from outside after a random number of answers, over many lives of the same store.
TEST(KillTest, LosesNothingAtRandomMoments) {
  constexpr std::uint64_t kSeed = 20261121;
  constexpr std::int64_t kLifeOperations = 150;
  constexpr int kLives = 20;
  const int stores = long_form() ? 55 : 3;
  FixedRandom random(kSeed);
  int kills = 0;
  for (int i = 0; i < stores; ++i) {
    Victim victim(kLifeOperations * kLives);
    std::set<std::int64_t> stored;
    for (std::int64_t life = 0; life < kLives; ++life) {
      Victim::Plan plan;
      plan.first = life * kLifeOperations;
      plan.last = plan.first + kLifeOperations - 1;
      plan.burst = static_cast<std::int64_t>(1 + random.below(32));
      plan.kill_after_answers = 1 + random.below(kLifeOperations);
      const Life lived = victim.live(plan);
      kills += lived.killed ? 1 : 0;
      stored.insert(lived.stored.begin(), lived.stored.end());
      const auto faults = victim.judge(stored, Workload::Order::any);
      ASSERT_TRUE(faults.empty()) << "seed " << kSeed << ", store " << i << ", life " << life
                                  << ": " << faults.front();
    }
  }
  EXPECT_GE(kills, long_form() ? 1000 : 30);
  std::cout << kills << " random kills, seed " << kSeed << '\n';
}

}  // namespace
}  // namespace smx::relay::test
