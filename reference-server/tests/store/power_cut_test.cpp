#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/executor.h"
#include "store/migration.h"
#include "store/schema_base.h"
#include "tests/store/long_form.h"
#include "tests/store/workload.h"
#include "tests/support/disk_state.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_disk.h"

namespace smx::relay::test {
namespace {

constexpr std::int64_t kOperations = 480;
constexpr const char* kFile = "relay.db";

/// How the run that is recorded cheats, if it does.
enum class Plant : std::uint8_t { none, no_sync, answer_before_commit };

/// Runs the workload on a disk in memory, over several starts; every answer is a note.
std::unique_ptr<MemoryDisk> record(std::uint64_t seed, Plant plant) {
  seed_sqlite(static_cast<int>(seed) | 1);
  auto disk = std::make_unique<MemoryDisk>();
  const store::Database::Options options{.vfs = disk->vfs(), .writable = true};
  {
    store::Database database(kFile, options);
    const store::Migration migration{1, {store::kSchemaBase, Workload::kTables}};
    store::migrate(database, {&migration, 1});
    Workload::prepare(database, kOperations);
  }
  disk->settle();
  ManualClock clock;
  FixedRandom random(seed);
  const Policy policy;
  constexpr std::array<std::int64_t, 4> kBursts = {1, 7, 40, 3};
  const std::int64_t life = kOperations / static_cast<std::int64_t>(kBursts.size());
  std::int64_t first = 0;
  for (const std::int64_t burst : kBursts) {
    store::Database database(kFile, options);
    // Often enough that many of the moments lie within a checkpoint.
    database.execute("PRAGMA wal_autocheckpoint = 40");
    if (plant == Plant::no_sync) database.execute("PRAGMA synchronous = OFF");
    store::Executor executor(database, clock, random, policy);
    if (plant == Plant::answer_before_commit) {
      for (std::int64_t number = first; number < first + life; ++number) {
        executor.submit(
            [&disk, number](Context& context) {
              const bool kept = Workload::run(context, number);
              disk->note(static_cast<std::uint64_t>(number));
              return kept;
            },
            [](bool, Effects&&) {});
        executor.drain();
      }
    } else {
      drive(executor, first, first + life - 1, burst, [&](std::int64_t number, bool stored) {
        if (stored) disk->note(static_cast<std::uint64_t>(number));
      });
    }
    first += life;
  }
  return disk;
}

struct Tally {
  int states = 0;
  int bad = 0;
  std::array<int, kPowerCuts> of_cut{};
  std::string first_fault;
};

/// Cuts the power at `states` moments of the record and judges the store that is found afterwards.
Tally cut_power(const MemoryDisk& disk, std::uint64_t seed, int states) {
  FixedRandom random(seed);
  const std::vector<DiskEvent>& events = disk.events();
  std::vector<std::size_t> moments;
  for (int i = 0; i < states; ++i) moments.push_back(random.below(events.size() + 1));
  std::ranges::sort(moments);
  DiskState state(disk.start());
  std::set<std::int64_t> answered;
  std::size_t done = 0;
  Tally tally;
  for (const std::size_t moment : moments) {
    for (; done < moment; ++done) {
      state.apply(events[done]);
      if (events[done].kind == DiskEvent::Kind::note) {
        answered.insert(static_cast<std::int64_t>(events[done].offset));
      }
    }
    const auto cut = static_cast<PowerCut>(tally.states++ % kPowerCuts);
    std::vector<std::string> faults;
    try {
      const MemoryDisk after(state.after(cut, random));
      store::Database database(kFile, {.vfs = after.vfs(), .writable = true});
      faults = Workload::judge(database, answered, kOperations, Workload::Order::whole_prefix);
    } catch (const store::StorageError& error) {
      faults.emplace_back(error.what());
    }
    if (faults.empty()) continue;
    ++tally.bad;
    ++tally.of_cut[static_cast<std::size_t>(cut)];
    if (tally.first_fault.empty()) {
      tally.first_fault = "moment " + std::to_string(moment) + ", cut " +
                          std::to_string(static_cast<int>(cut)) + ": " + faults.front();
    }
  }
  return tally;
}

// After a power cut at any moment, with what was not synced dropped, kept, in part, out of
// order or torn, nothing is lost that was answered, and nothing is there that nobody wrote.
TEST(PowerCutTest, LosesNothingThatWasAnswered) {
  const int rounds = long_form() ? 10 : 1;
  const int states = long_form() ? 1200 : 300;
  int judged = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::uint64_t seed = 20261121 + static_cast<std::uint64_t>(round);
    const auto disk = record(seed, Plant::none);
    const Tally tally = cut_power(*disk, seed, states);
    EXPECT_EQ(tally.bad, 0) << "seed " << seed << ", " << tally.first_fault;
    judged += tally.states;
  }
  std::cout << "power cuts: seeds from 20261121, " << judged << " states\n";
  EXPECT_GE(judged, long_form() ? 10'000 : 300);
}

// The controls: without syncs, and with answers before the commit, the same judge finds losses.
TEST(PowerCutTest, ControlWithoutSyncsIsCaught) {
  const auto disk = record(20261121, Plant::no_sync);
  const Tally tally = cut_power(*disk, 20261121, 100);
  EXPECT_GT(tally.bad, 0);
  std::cout << "without syncs: " << tally.bad << " of " << tally.states << " bad, "
            << tally.first_fault << '\n';
}

TEST(PowerCutTest, ControlThatAnswersBeforeTheCommitIsCaught) {
  const auto disk = record(20261121, Plant::answer_before_commit);
  const Tally tally = cut_power(*disk, 20261121, 100);
  EXPECT_GT(tally.bad, 0);
  std::cout << "answers before the commit: " << tally.bad << " of " << tally.states << " bad, "
            << tally.first_fault << '\n';
}

// The model itself: what it does to a write that was not synced.
TEST(DiskStateTest, ModelsWhatAPowerCutLeaves) {
  using Kind = DiskEvent::Kind;
  DiskState state({{"f", std::string(2048, 'a')}});
  state.apply({Kind::write, 0, {}, 0, std::string(10, 'b')});
  state.apply({Kind::sync, 0, {}, 0, {}});
  state.apply({Kind::write, 0, {}, 256, std::string(1536, 'c')});
  state.apply({Kind::create, 1, "g", 0, {}});
  FixedRandom random;
  const std::string synced = std::string(10, 'b') + std::string(2038, 'a');
  EXPECT_EQ(state.after(PowerCut::dropped, random), (DiskImage{{"f", synced}}));
  std::string whole = synced;
  whole.replace(256, 1536, 1536, 'c');
  EXPECT_EQ(state.after(PowerCut::kept, random), (DiskImage{{"f", whole}, {"g", ""}}));
  std::set<std::string> torn;
  for (int i = 0; i < 200; ++i) torn.insert(state.after(PowerCut::torn, random)["f"]);
  EXPECT_EQ(torn.size(), 16u);  // four sectors, each there or not
  std::set<std::string> subset;
  for (int i = 0; i < 50; ++i) subset.insert(state.after(PowerCut::subset, random)["f"]);
  EXPECT_EQ(subset, (std::set<std::string>{synced, whole}));
  state.apply({Kind::lose, 0, {}, 0, {}});
  EXPECT_EQ(state.after(PowerCut::kept, random)["f"], synced);
  state.apply({Kind::sync_folder, 0, {}, 0, {}});
  EXPECT_TRUE(state.after(PowerCut::dropped, random).contains("g"));
}

}  // namespace
}  // namespace smx::relay::test
