// What a message costs the store is what it changes: no more with 2000 skipped keys stored, with
// more sessions or with more records.
#include "integration/commit_cost.h"

#include <gtest/gtest.h>

#include "smx/sealed_store.h"
#include "storage/fakes.h"

namespace smx {
namespace {

using test::CommitCost;
using test::Correspondence;
using test::CountingStore;
using test::must;

constexpr std::size_t kSkippedKeySize = 48;
/// What sealing adds to a record, and the sealed head of every commit.
constexpr std::size_t kSealSize = 37;
constexpr std::size_t kSealedHeadSize = 40 + kSealSize;

/// What each kind of message costs, in a session that keeps so many skipped keys.
struct Costs {
  CommitCost in_order;
  CommitCost sent;
  CommitCost turning;
  CommitCost late;
  CommitCost over_a_gap;

  friend bool operator==(const Costs&, const Costs&) = default;
};

template <class Counter>
Costs costs_of(Correspondence& pair, const Counter& counter, std::vector<Bytes> lost) {
  Costs costs;
  pair.receive(pair.send());
  costs.in_order = counter.last();
  pair.turn();
  costs.sent = counter.last();
  pair.receive(pair.send());
  costs.turning = counter.last();
  pair.receive(lost.back());
  costs.late = counter.last();
  // Two more go in than the one that has just left: with a full store the oldest goes.
  pair.skip(1);
  costs.over_a_gap = counter.last();
  return costs;
}

struct InMemory {
  MemoryStore store;
  CountingStore counter{store};
  Correspondence pair{counter};
};

struct Sealed {
  MemoryStore store;
  CountingStore counter{store};
  test::XorWrap wrap;
  std::unique_ptr<SealedStore> sealed =
      must(SealedStore::open(counter, wrap, {.device_name = "bob's"}));
  Correspondence pair{*sealed};
};

template <class World>
Costs costs_with(std::size_t skipped) {
  World world;
  std::vector<Bytes> lost = world.pair.skip(skipped);
  return costs_of(world.pair, world.counter, std::move(lost));
}

TEST(CommitCosts, AreThoseOfWhatChanges) {
  const Costs costs = costs_with<InMemory>(2);
  const std::size_t session = costs.in_order.bytes;
  EXPECT_LE(session, 512u);
  EXPECT_EQ(costs.in_order, (CommitCost{1, 0, session}));
  EXPECT_EQ(costs.sent, (CommitCost{1, 0, session}));
  EXPECT_EQ(costs.turning.written, 1u);
  EXPECT_EQ(costs.turning.deleted, 0u);
  EXPECT_LE(costs.turning.bytes, session + limits::kKeySize) << "one earlier chain more";
  EXPECT_EQ(costs.late, (CommitCost{0, 1, 0})) << "the session's record stays as it is";
  EXPECT_EQ(costs.over_a_gap, (CommitCost{2, 0, costs.turning.bytes + kSkippedKeySize}));
}

TEST(CommitCosts, AreOneRecordMoreWhenSealed) {
  const Costs plain = costs_with<InMemory>(2);
  const Costs sealed = costs_with<Sealed>(2);
  const auto with_seals = [](CommitCost cost) {
    return CommitCost{cost.written + 1, cost.deleted,
                      cost.bytes + cost.written * kSealSize + kSealedHeadSize};
  };
  EXPECT_EQ(sealed.in_order, with_seals(plain.in_order));
  EXPECT_EQ(sealed.sent, with_seals(plain.sent));
  EXPECT_EQ(sealed.turning, with_seals(plain.turning));
  EXPECT_EQ(sealed.late, with_seals(plain.late));
  EXPECT_EQ(sealed.over_a_gap, with_seals(plain.over_a_gap));
}

template <class World>
class CommitCostGrowth : public testing::Test {};
using Worlds = testing::Types<InMemory, Sealed>;
TYPED_TEST_SUITE(CommitCostGrowth, Worlds);

TYPED_TEST(CommitCostGrowth, IsNothingWithSkippedKeys) {
  const Costs few = costs_with<TypeParam>(1);
  EXPECT_TRUE(costs_with<TypeParam>(limits::kMaxStoredSkippedKeys) == few);
}

// A full store: each key that comes in sends one out, and no other record is touched.
TYPED_TEST(CommitCostGrowth, IsOneDeletionPerKeyWhenTheStoreIsFull) {
  TypeParam world;
  world.pair.skip(limits::kMaxStoredSkippedKeys);
  world.pair.skip(3);
  const CommitCost& cost = world.counter.last();
  EXPECT_EQ(cost.deleted, 3u);
  EXPECT_GE(cost.written, 3u + 1u);
  EXPECT_LE(cost.written, 3u + 2u) << "the session and, sealed, the head";
}

TYPED_TEST(CommitCostGrowth, IsNothingWithSessionsAndPrekeys) {
  const Costs alone = costs_with<TypeParam>(1);
  TypeParam world;
  must(world.pair.bob.replenish(200));
  for (int i = 0; i < 20; ++i) {
    MemoryStore store;
    Device peer = must(Device::create(store, {.now = {}, .one_time_prekeys = 0}));
    const Bundle bundle = world.pair.bob.bundle();
    const Sent first = must(peer.send("bob", Bytes(1), {.bundle = &bundle, .delivery_id = {}}));
    must(world.pair.bob.receive("peer " + std::to_string(i), peer.keys(), first.envelope));
  }
  EXPECT_TRUE(costs_of(world.pair, world.counter, world.pair.skip(1)) == alone);
}

}  // namespace
}  // namespace smx
