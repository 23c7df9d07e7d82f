#include "smx/sealed_store.h"

#include <gtest/gtest.h>

#include "fakes.h"
#include "storage/data_key.h"
#include "storage/record_seal.h"
#include "storage/sealed_head.h"

namespace smx {
namespace {

using test::commit;
using test::Contents;
using test::contents_of;
using test::erase;
using test::error_of;
using test::OpenStore;
using test::put;

constexpr std::uint64_t kSealLimit = std::uint64_t{1} << 32;

class SealedStoreTest : public testing::Test {
 protected:
  Result<std::unique_ptr<SealedStore>> open(std::string device = "my phone") {
    return SealedStore::open(inner_, wrap_,
                             {.device_name = std::move(device), .rollback_counter = &counter_});
  }
  /// A store of generation 3 with the records a, b and c, written by 1, 2 and 3.
  std::unique_ptr<SealedStore> filled() {
    std::unique_ptr<SealedStore> store = *open();
    EXPECT_EQ(error_of(commit(*store, 0, put("a", "first"))), "");
    EXPECT_EQ(error_of(commit(*store, 1, put("b", "second"))), "");
    EXPECT_EQ(error_of(commit(*store, 2, put("c", "third"))), "");
    return store;
  }
  const Contents filled_contents_ = {{"a", "first"}, {"b", "second"}, {"c", "third"}};

  /// Puts a head with another number of seals in place of the present one.
  void set_seals(std::uint64_t seals) {
    const DataKey key = *DataKey::unwrap(wrap_, inner_.records.at("sealed/key"));
    const RecordSeal seal("my phone");
    Entropy entropy;
    Bytes& stored = inner_.records.at("sealed/head");
    const RecordSeal::Opened opened = *seal.open(key.sealing_key(), "sealed/head", stored);
    SealedHead head = *decode_sealed_head(opened.value.reveal());
    head.seals = seals;
    const SecretBytes changed = *seal.seal(key.sealing_key(), entropy, "sealed/head",
                                           opened.generation, encode_sealed_head(head).reveal());
    stored.assign(changed.reveal().begin(), changed.reveal().end());
  }

  OpenStore inner_;
  test::XorWrap wrap_;
  test::MemoryCounter counter_;
};

// [STO-12] nothing that the inner store holds shows a value.
TEST_F(SealedStoreTest, TheInnerStoreSeesNoValue) {
  const auto store = filled();
  ASSERT_EQ(inner_.records.size(), 5u);
  for (const auto& [id, value] : inner_.records) {
    const std::string bytes(value.begin(), value.end());
    for (const char* text : {"first", "second", "third"}) {
      EXPECT_EQ(bytes.find(text), std::string::npos) << id;
    }
  }
  EXPECT_EQ(contents_of(*store), filled_contents_);
}

// [STO-01] opening an empty store writes nothing.
TEST_F(SealedStoreTest, AnEmptyStoreStaysEmptyUntilTheFirstCommit) {
  const auto store = *open();
  EXPECT_EQ(inner_.generation, 0u);
  EXPECT_TRUE(inner_.records.empty());
  EXPECT_EQ(store->load()->generation, 0u);
  EXPECT_EQ(store->seals_used(), 0u);
}

TEST_F(SealedStoreTest, OpensAgain) {
  filled().reset();
  const auto store = open();
  ASSERT_TRUE(store.has_value());
  EXPECT_EQ(contents_of(**store), filled_contents_);
  EXPECT_EQ((*store)->load()->generation, 3u);
  EXPECT_EQ(error_of(commit(**store, 3, erase("a"), put("d", "fourth"))), "");
  EXPECT_EQ(contents_of(**store), (Contents{{"b", "second"}, {"c", "third"}, {"d", "fourth"}}));
}

// The key store is asked once for a key, not at each load.
TEST_F(SealedStoreTest, UnwrapsTheDataKeyOnce) {
  filled().reset();
  wrap_.unwrapped = 0;
  const auto store = *open();
  EXPECT_TRUE(store->load().has_value());
  EXPECT_TRUE(store->load().has_value());
  EXPECT_EQ(wrap_.unwrapped, 1);
}

TEST_F(SealedStoreTest, RefusesBadDeviceNamesAndReservedIds) {
  EXPECT_EQ(error_of(open("")), "invalid_argument");
  EXPECT_EQ(error_of(open(std::string(256, 'n'))), "invalid_argument");
  EXPECT_EQ(error_of(open(std::string(255, 'n'))), "");
  const auto store = filled();
  EXPECT_EQ(error_of(commit(*store, 3, put("sealed/head", ""))), "invalid_argument");
  EXPECT_EQ(error_of(commit(*store, 3, erase("sealed/key"))), "invalid_argument");
  EXPECT_EQ(error_of(commit(*store, 3, put(std::string(65'536, 'i'), ""))), "invalid_argument");
  EXPECT_EQ(error_of(commit(*store, 3, put(std::string(65'535, 'i'), ""))), "");
}

// [STO-13] another device's name opens nothing.
TEST_F(SealedStoreTest, BelongsToItsDevice) {
  filled().reset();
  EXPECT_EQ(error_of(open("your phone")), "storage_corrupt");
  EXPECT_EQ(error_of(open()), "");
}

// [STO-11]
TEST_F(SealedStoreTest, AnotherWrappingKeyIsKeyUnavailable) {
  filled().reset();
  test::XorWrap other(0x3D);
  EXPECT_EQ(error_of(SealedStore::open(inner_, other, {.device_name = "my phone"})),
            "key_unavailable");
  wrap_.broken = true;
  EXPECT_EQ(error_of(open()), "key_unavailable");
}

// [STO-17] every byte of every stored value, changed.
TEST_F(SealedStoreTest, EveryChangedByteIsFound) {
  const auto store = filled();
  for (auto& [id, value] : inner_.records) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      value[i] ^= 0x40;
      const std::string error = error_of(store->load());
      if (id == "sealed/key") {
        // Only the key store can judge what it wrapped; the first byte is the form's version.
        EXPECT_EQ(error, i == 0 ? "state_too_new" : "key_unavailable") << i;
      } else {
        EXPECT_EQ(error, "storage_corrupt") << id << " " << i;
      }
      EXPECT_EQ(error_of(open()), error);
      value[i] ^= 0x40;
    }
  }
  EXPECT_EQ(contents_of(*store), filled_contents_);
}

// [STO-17] a wrapped key that opens, to another key.
TEST_F(SealedStoreTest, AnotherDataKeyIsFound) {
  const auto store = filled();
  Entropy entropy;
  const DataKey other = *DataKey::make(wrap_, entropy);
  inner_.records["sealed/key"].assign(other.stored().begin(), other.stored().end());
  EXPECT_EQ(error_of(store->load()), "storage_corrupt");
}

// [STO-16] [STO-17] records swapped, missing, added, taken from another time.
TEST_F(SealedStoreTest, EveryChangedSetIsFound) {
  const auto store = filled();
  const std::map<std::string, Bytes> old = inner_.records;
  ASSERT_EQ(error_of(commit(*store, 3, put("b", "changed"), erase("c"))), "");
  const std::map<std::string, Bytes> good = inner_.records;
  const auto expect_corrupt = [&](const char* what) {
    EXPECT_EQ(error_of(store->load()), "storage_corrupt") << what;
    inner_.records = good;
    inner_.generation = 4;
    EXPECT_EQ(error_of(store->load()), "") << what;
  };

  for (const char* id : {"a", "b", "sealed/head", "sealed/key"}) {
    inner_.records.erase(id);
    expect_corrupt("missing record");
  }
  std::swap(inner_.records["a"], inner_.records["b"]);
  expect_corrupt("swapped records");
  inner_.records["d"] = inner_.records["a"];
  expect_corrupt("a copy under another id");
  inner_.records["b"] = old.at("b");
  expect_corrupt("one record rolled back");
  inner_.records["c"] = old.at("c");
  expect_corrupt("a deleted record brought back");
  inner_.records["sealed/head"] = old.at("sealed/head");
  expect_corrupt("the head rolled back");
  inner_.generation = 5;
  expect_corrupt("another generation");
  inner_.repeated = "a";
  EXPECT_EQ(error_of(store->load()), "storage_corrupt");
  inner_.repeated.clear();
  inner_.generation = 0;
  counter_.value = 0;
  expect_corrupt("records of no generation");
}

// [STO-19] the whole store rolled back: only the counter can tell.
TEST_F(SealedStoreTest, AnOlderStoreThanTheCounterIsStale) {
  const auto store = filled();
  EXPECT_EQ(counter_.value, 3u);
  const std::map<std::string, Bytes> old = inner_.records;
  ASSERT_EQ(error_of(commit(*store, 3, put("a", "later"))), "");
  inner_.records = old;
  inner_.generation = 3;
  EXPECT_EQ(error_of(store->load()), "stale_state");
  EXPECT_EQ(error_of(open()), "stale_state");
  inner_.records.clear();
  inner_.generation = 0;
  EXPECT_EQ(error_of(open()), "stale_state");
}

// [STO-20] without a counter nothing is claimed.
TEST_F(SealedStoreTest, WithoutACounterAnOlderStoreOpens) {
  filled().reset();
  const OpenStore old = inner_;
  const auto store = *SealedStore::open(inner_, wrap_, {.device_name = "my phone"});
  ASSERT_EQ(error_of(commit(*store, 3, put("a", "later"))), "");
  inner_ = old;
  EXPECT_EQ(contents_of(*store), filled_contents_);
}

// [STO-18] a failing counter releases nothing; after a new load all is well.
TEST_F(SealedStoreTest, AFailingCounterFailsTheCommit) {
  const auto store = filled();
  counter_.advance_fails = true;
  EXPECT_EQ(error_of(commit(*store, 3, put("a", "durable"))), "counter_failed");
  EXPECT_EQ(inner_.generation, 4u);
  EXPECT_EQ(error_of(commit(*store, 3, put("a", "x"))), "stale_state");
  EXPECT_EQ(error_of(commit(*store, 4, put("a", "x"))), "stale_state");
  EXPECT_EQ(error_of(store->load()), "counter_failed");
  counter_.advance_fails = false;
  counter_.read_fails = true;
  EXPECT_EQ(error_of(store->load()), "counter_failed");
  counter_.read_fails = false;
  EXPECT_EQ(contents_of(*store).at("a"), "durable");
  EXPECT_EQ(counter_.value, 4u);  // the load made good what the crash left
  EXPECT_EQ(error_of(commit(*store, 4, put("a", "on"))), "");
}

// [STO-05] [STO-06] after any failure of the inner store only a load helps.
TEST_F(SealedStoreTest, AfterAFailureAloadIsNeeded) {
  const auto store = filled();
  for (const Error error : {Error::storage_failed, Error::stale_state, Error::storage_corrupt}) {
    inner_.commit_error = error;
    EXPECT_EQ(error_of(commit(*store, 3, put("a", "x"))), error_name(error));
    inner_.commit_error.reset();
    EXPECT_EQ(error_of(commit(*store, 3, put("a", "x"))), "stale_state");
    EXPECT_EQ(contents_of(*store), filled_contents_);
  }
  EXPECT_EQ(error_of(commit(*store, 3, put("a", "y"))), "");
  inner_.load_error = Error::storage_failed;
  EXPECT_EQ(error_of(store->load()), "storage_failed");
  EXPECT_EQ(error_of(open()), "storage_failed");
  EXPECT_EQ(error_of(commit(*store, 4, put("a", "z"))), "stale_state");
}

// [STO-14] each commit counts its records and its head.
TEST_F(SealedStoreTest, CountsItsSeals) {
  const auto store = filled();
  EXPECT_EQ(store->seals_used(), 6u);
  EXPECT_EQ(error_of(commit(*store, 3, put("a", "1"), put("b", "2"), erase("c"))), "");
  EXPECT_EQ(store->seals_used(), 9u);
  EXPECT_EQ((*open())->seals_used(), 9u);
}

// [STO-14] seals of a commit that failed were made all the same.
TEST_F(SealedStoreTest, CountsTheSealsOfAFailedCommit) {
  const auto store = filled();
  inner_.commit_error = Error::storage_failed;
  EXPECT_NE(error_of(commit(*store, 3, put("a", "1"))), "");
  inner_.commit_error.reset();
  EXPECT_TRUE(store->load().has_value());
  EXPECT_EQ(store->seals_used(), 8u);
  EXPECT_EQ(error_of(commit(*store, 3, put("a", "1"))), "");
  EXPECT_EQ((*open())->seals_used(), 10u);
}

// [STO-14] 2^32 seals and not one more; nothing is written.
TEST_F(SealedStoreTest, StopsAtTheSealLimit) {
  const auto store = filled();
  set_seals(kSealLimit - 2);
  ASSERT_TRUE(store->load().has_value());
  EXPECT_EQ(error_of(commit(*store, 3, put("a", "1"), put("b", "2"))), "seal_limit");
  EXPECT_EQ(inner_.generation, 3u);
  EXPECT_EQ(error_of(commit(*store, 3, put("a", "last"))), "");
  EXPECT_EQ(store->seals_used(), kSealLimit);
  const std::map<std::string, Bytes> before = inner_.records;
  EXPECT_EQ(error_of(commit(*store, 4, erase("a"))), "seal_limit");
  EXPECT_EQ(inner_.generation, 4u);
  EXPECT_EQ(inner_.records, before);

  // [STO-15] a new key starts the count again.
  ASSERT_EQ(error_of(store->rekey()), "");
  EXPECT_EQ(store->seals_used(), 4u);
  EXPECT_EQ(error_of(commit(*store, 5, erase("a"))), "");
}

// [STO-15] every record under a new key, in one commit.
TEST_F(SealedStoreTest, RekeySealsEverythingAgain) {
  const auto store = filled();
  const std::map<std::string, Bytes> before = inner_.records;
  ASSERT_EQ(error_of(store->rekey()), "");
  EXPECT_EQ(inner_.generation, 4u);
  EXPECT_EQ(counter_.value, 4u);
  for (const auto& [id, value] : before) EXPECT_NE(inner_.records.at(id), value) << id;
  EXPECT_EQ(store->seals_used(), 4u);
  EXPECT_EQ(contents_of(*store), filled_contents_);
  EXPECT_EQ(error_of(commit(*store, 4, put("a", "after"))), "");
  EXPECT_EQ(contents_of(**open()).at("a"), "after");

  inner_.records["b"] = before.at("b");
  EXPECT_EQ(error_of(store->load()), "storage_corrupt");
}

TEST_F(SealedStoreTest, RekeyOfAnEmptyStoreWritesNothing) {
  const auto store = *open();
  ASSERT_EQ(error_of(store->rekey()), "");
  EXPECT_EQ(inner_.generation, 0u);
  ASSERT_EQ(error_of(commit(*store, 0, put("a", "1"))), "");
  EXPECT_EQ(contents_of(**open()), (Contents{{"a", "1"}}));
}

TEST_F(SealedStoreTest, AFailedRekeyLeavesTheOldKey) {
  const auto store = filled();
  const std::map<std::string, Bytes> before = inner_.records;
  inner_.commit_error = Error::storage_failed;
  EXPECT_EQ(error_of(store->rekey()), "storage_failed");
  inner_.commit_error.reset();
  wrap_.broken = true;
  EXPECT_EQ(error_of(store->rekey()), "key_unavailable");
  wrap_.broken = false;
  EXPECT_EQ(inner_.records, before);
  EXPECT_EQ(contents_of(*store), filled_contents_);
}

// [STO-06] [STO-15] of two processes, one gives the store a new key: the other is stale, reads
// again and has the new key, the new count and the new index.
TEST_F(SealedStoreTest, ASecondHandleFollowsARekey) {
  const auto store = filled();
  const auto other = *open();
  ASSERT_EQ(error_of(other->rekey()), "");
  EXPECT_EQ(error_of(commit(*store, 3, put("a", "x"))), "stale_state");
  EXPECT_EQ(contents_of(*store), filled_contents_);
  EXPECT_EQ(store->seals_used(), 4u);
  ASSERT_EQ(error_of(commit(*store, 4, put("a", "mine"))), "");
  EXPECT_EQ(contents_of(*other).at("a"), "mine");
}

// Two processes begin with an empty store, each with a data key of its own: one of them wins.
TEST_F(SealedStoreTest, TwoFirstCommitsDoNotMixTheirKeys) {
  const auto store = *open();
  const auto other = *open();
  ASSERT_EQ(error_of(commit(*store, 0, put("a", "mine"))), "");
  EXPECT_EQ(error_of(commit(*other, 0, put("a", "theirs"))), "stale_state");
  EXPECT_EQ(contents_of(*other), (Contents{{"a", "mine"}}));
  ASSERT_EQ(error_of(commit(*other, 1, put("b", "theirs"))), "");
  EXPECT_EQ(contents_of(*store), (Contents{{"a", "mine"}, {"b", "theirs"}}));
}

// A store that was emptied behind our back is a new one, with a key of its own.
TEST_F(SealedStoreTest, AnEmptiedStoreGetsANewKey) {
  filled().reset();
  const auto store = *SealedStore::open(inner_, wrap_, {.device_name = "my phone"});
  const Bytes old_key = inner_.records.at("sealed/key");
  inner_.records.clear();
  inner_.generation = 0;
  EXPECT_EQ(contents_of(*store), Contents());
  ASSERT_EQ(error_of(commit(*store, 0, put("a", "new"))), "");
  EXPECT_NE(inner_.records.at("sealed/key"), old_key);
  EXPECT_EQ(store->seals_used(), 2u);
}

}  // namespace
}  // namespace smx
