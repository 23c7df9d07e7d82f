// What every store does [STO-01] to [STO-06], asked of each of them through two handles on the same
// contents, as two processes have them.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>
#include <thread>

#include "fakes.h"
#include "smx/memory_store.h"
#include "smx/sealed_store.h"
#include "smx/sqlite_store.h"
#include "temporary_directory.h"

namespace smx {
namespace {

using test::commit;
using test::Contents;
using test::contents_of;
using test::erase;
using test::error_of;
using test::put;

struct InMemory {
  Store& first() { return store; }
  Store& second() { return store; }
  MemoryStore store;
};

struct InSqlite {
  Store& first() { return *a; }
  Store& second() { return *b; }
  test::TemporaryDirectory directory;
  std::unique_ptr<SqliteStore> a = *SqliteStore::open(directory.file("state"));
  std::unique_ptr<SqliteStore> b = *SqliteStore::open(directory.file("state"));
};

template <class Inner>
struct Sealed {
  Store& first() { return *a; }
  Store& second() { return *b; }
  Inner inner;
  test::XorWrap wrap;
  std::unique_ptr<SealedStore> a =
      *SealedStore::open(inner.first(), wrap, {.device_name = "test device"});
  std::unique_ptr<SealedStore> b =
      *SealedStore::open(inner.second(), wrap, {.device_name = "test device"});
};

template <class Stores>
class StoreContract : public testing::Test {
 protected:
  Stores stores_;
  Store& store_ = stores_.first();
  Store& other_ = stores_.second();
};

using AllStores = testing::Types<InMemory, InSqlite, Sealed<InMemory>, Sealed<InSqlite>>;
TYPED_TEST_SUITE(StoreContract, AllStores, );

// [STO-01]
TYPED_TEST(StoreContract, StartsEmptyAtGenerationZero) {
  const Result<Snapshot> snapshot = this->store_.load();
  ASSERT_TRUE(snapshot.has_value());
  EXPECT_EQ(snapshot->generation, 0u);
  EXPECT_TRUE(snapshot->records.empty());
}

// [STO-03] one more with each commit, and what was written is there.
TYPED_TEST(StoreContract, KeepsWhatIsCommitted) {
  ASSERT_EQ(error_of(commit(this->store_, 0, put("a", "1"), put("b", "2"))), "");
  ASSERT_EQ(error_of(commit(this->store_, 1, put("b", "two"), erase("a"), put("c", "3"))), "");
  const Result<Snapshot> snapshot = this->store_.load();
  ASSERT_TRUE(snapshot.has_value());
  EXPECT_EQ(snapshot->generation, 2u);
  EXPECT_EQ(contents_of(*snapshot), (Contents{{"b", "two"}, {"c", "3"}}));
}

// [STO-03] a commit on another generation, below or above, changes nothing.
TYPED_TEST(StoreContract, RefusesAnotherGeneration) {
  ASSERT_EQ(error_of(commit(this->store_, 0, put("a", "1"))), "");
  for (const std::uint64_t generation : {std::uint64_t{0}, std::uint64_t{2}, UINT64_MAX}) {
    EXPECT_EQ(error_of(commit(this->store_, generation, put("a", "x"), put("b", "y"))),
              "stale_state");
  }
  EXPECT_EQ(contents_of(this->store_), (Contents{{"a", "1"}}));
  EXPECT_EQ(this->store_.load()->generation, 1u);
  EXPECT_EQ(error_of(commit(this->store_, 1, put("a", "2"))), "");
}

TYPED_TEST(StoreContract, AppliesChangesInTheirOrder) {
  ASSERT_EQ(error_of(commit(this->store_, 0, put("a", "1"), put("a", "2"), put("b", "1"),
                            erase("b"), erase("c"), put("c", "3"))),
            "");
  EXPECT_EQ(contents_of(this->store_), (Contents{{"a", "2"}, {"c", "3"}}));
  ASSERT_EQ(error_of(commit(this->store_, 1, erase("a"), put("a", "4"), put("c", "5"), erase("c"))),
            "");
  EXPECT_EQ(contents_of(this->store_), (Contents{{"a", "4"}}));
}

TYPED_TEST(StoreContract, DeletingWhatIsNotThereIsFine) {
  EXPECT_EQ(error_of(commit(this->store_, 0, erase("nobody"))), "");
  EXPECT_EQ(contents_of(this->store_), Contents());
  EXPECT_EQ(this->store_.load()->generation, 1u);
}

TYPED_TEST(StoreContract, ACommitOfNothingMovesTheGeneration) {
  EXPECT_EQ(error_of(commit(this->store_, 0)), "");
  EXPECT_EQ(this->store_.load()->generation, 1u);
}

TYPED_TEST(StoreContract, ValuesAreAnyBytesOfAnyLength) {
  std::string every;
  for (int i = 0; i < 256; ++i) every.push_back(static_cast<char>(i));
  std::string large;
  for (int i = 0; i < 300; ++i) large += every;
  ASSERT_EQ(error_of(commit(this->store_, 0, put("empty", ""), put("zero", std::string(3, '\0')),
                            put("every", every), put("large", large))),
            "");
  EXPECT_EQ(
      contents_of(this->store_),
      (Contents{
          {"empty", ""}, {"zero", std::string(3, '\0')}, {"every", every}, {"large", large}}));
}

// [STO-03] [STO-06] of two handles one wins; the other reads again and goes on.
TYPED_TEST(StoreContract, OfTwoWritersOneIsStale) {
  ASSERT_EQ(this->store_.load()->generation, 0u);
  ASSERT_EQ(this->other_.load()->generation, 0u);
  ASSERT_EQ(error_of(commit(this->store_, 0, put("a", "first"))), "");
  EXPECT_EQ(error_of(commit(this->other_, 0, put("a", "second"))), "stale_state");
  EXPECT_EQ(contents_of(this->other_), (Contents{{"a", "first"}}));
  ASSERT_EQ(error_of(commit(this->other_, 1, put("a", "second"))), "");
  EXPECT_EQ(error_of(commit(this->store_, 1, put("a", "third"))), "stale_state");
  EXPECT_EQ(contents_of(this->store_), (Contents{{"a", "second"}}));
  EXPECT_EQ(error_of(commit(this->store_, 2, put("a", "third"))), "");
}

// [STO-02] [STO-03] a counter that many threads advance through compare-and-swap loses no step.
TYPED_TEST(StoreContract, ThreadsLoseNoUpdate) {
  constexpr int kSteps = 25;
  const auto advance = [](Store& store) {
    for (int done = 0; done < kSteps;) {
      const Result<Snapshot> snapshot = store.load();
      ASSERT_TRUE(snapshot.has_value());
      const std::size_t count =
          snapshot->records.empty() ? 0 : snapshot->records.front().value.size();
      const Result<void> committed =
          commit(store, snapshot->generation, put("count", std::string(count + 1, 'i')));
      if (committed) {
        ++done;
      } else {
        ASSERT_EQ(committed.error(), Error::stale_state);
      }
    }
  };
  std::jthread first([&] { advance(this->store_); });
  std::jthread second([&] { advance(this->other_); });
  std::jthread third([&] { advance(this->other_); });
  first.join();
  second.join();
  third.join();
  EXPECT_EQ(this->store_.load()->generation, 3u * kSteps);
  EXPECT_EQ(contents_of(this->store_).at("count").size(), 3u * kSteps);
}

// [STO-02] a long sequence of commits leaves what a plain map would hold.
TYPED_TEST(StoreContract, BehavesLikeAMap) {
  std::mt19937 random(20'261'121);
  Contents model;
  for (std::uint64_t generation = 0; generation < 30; ++generation) {
    std::vector<RecordChange> changes;
    for (int i = 0; i < 5; ++i) {
      const std::string id = "id" + std::to_string(random() % 7);
      if (random() % 3 == 0) {
        changes.push_back(erase(id));
        model.erase(id);
      } else {
        const std::string value(random() % 500, static_cast<char>(random()));
        changes.push_back(put(id, value));
        model[id] = value;
      }
    }
    ASSERT_EQ(error_of(this->store_.commit(generation, changes)), "");
  }
  EXPECT_EQ(contents_of(this->store_), model);
  EXPECT_EQ(contents_of(this->other_), model);
}

// [STO-02] the same for any sequence, where a commit costs no disk.
template <class Stores>
void behaves_like_a_map() {
  Stores stores;
  Contents model;
  std::uint64_t generation = 0;
  const auto id =
      rc::gen::map(rc::gen::inRange(0, 6), [](int i) { return "id" + std::to_string(i); });
  const int commits = *rc::gen::inRange(1, 8);
  for (int i = 0; i < commits; ++i) {
    std::vector<RecordChange> changes;
    Contents next = model;
    const int count = *rc::gen::inRange(0, 6);
    for (int j = 0; j < count; ++j) {
      const std::string name = *id;
      if (*rc::gen::inRange(0, 3) == 0) {
        changes.push_back(erase(name));
        next.erase(name);
      } else {
        const auto value = *rc::gen::arbitrary<std::string>();
        changes.push_back(put(name, value));
        next[name] = value;
      }
    }
    const bool stale = *rc::gen::inRange(0, 4) == 0;
    const Result<void> committed = stores.first().commit(generation + (stale ? 1 : 0), changes);
    RC_ASSERT(committed.has_value() != stale);
    if (!stale) {
      model = next;
      ++generation;
    }
    const Result<Snapshot> snapshot = stores.second().load();
    RC_ASSERT(snapshot.has_value());
    RC_ASSERT(snapshot->generation == generation);
    RC_ASSERT(contents_of(*snapshot) == model);
  }
}

RC_GTEST_PROP(StoreProperty, MemoryStoreBehavesLikeAMap, ()) { behaves_like_a_map<InMemory>(); }
RC_GTEST_PROP(StoreProperty, SealedStoreBehavesLikeAMap, ()) {
  behaves_like_a_map<Sealed<InMemory>>();
}

}  // namespace
}  // namespace smx
