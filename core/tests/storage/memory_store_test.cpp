#include "smx/memory_store.h"

#include <gtest/gtest.h>

#include "fakes.h"

namespace smx {
namespace {

// Beside the contract (store_contract.cpp).
TEST(MemoryStore, ASnapshotIsACopy) {
  MemoryStore store;
  ASSERT_TRUE(test::commit(store, 0, test::put("a", "1")).has_value());
  Result<Snapshot> snapshot = store.load();
  ASSERT_TRUE(snapshot.has_value());
  snapshot->records.front().value.writable()[0] = 'x';
  EXPECT_EQ(test::contents_of(store), (test::Contents{{"a", "1"}}));
  ASSERT_TRUE(test::commit(store, 1, test::put("a", "2")).has_value());
  EXPECT_EQ(test::contents_of(*snapshot), (test::Contents{{"a", "x"}}));
}

// One or two changes of records that keep their size are written over the old ones: the outcome is
// that of every other commit.
TEST(MemoryStore, WritesInPlaceWhatFits) {
  using test::commit;
  using test::erase;
  using test::put;
  MemoryStore store;
  ASSERT_TRUE(commit(store, 0, put("a", "1"), put("b", "22"), put("c", "3")).has_value());
  ASSERT_TRUE(commit(store, 1, put("a", "x"), erase("b")).has_value());
  EXPECT_EQ(test::contents_of(store), (test::Contents{{"a", "x"}, {"c", "3"}}));
  ASSERT_TRUE(commit(store, 2, erase("b"), put("c", "y")).has_value()) << "b is not there";
  EXPECT_EQ(test::contents_of(store), (test::Contents{{"a", "x"}, {"c", "y"}}));
  ASSERT_TRUE(commit(store, 3, erase("a"), put("a", "z")).has_value()) << "twice the same record";
  EXPECT_EQ(test::contents_of(store), (test::Contents{{"a", "z"}, {"c", "y"}}));
  ASSERT_TRUE(commit(store, 4, put("a", "z"), erase("a")).has_value());
  EXPECT_EQ(test::contents_of(store), (test::Contents{{"c", "y"}}));
  ASSERT_TRUE(commit(store, 5, put("c", "another size"), put("new", "1")).has_value());
  EXPECT_EQ(test::contents_of(store), (test::Contents{{"c", "another size"}, {"new", "1"}}));
  ASSERT_TRUE(commit(store, 6, put("c", "s"), put("new", "")).has_value());
  EXPECT_EQ(test::contents_of(store), (test::Contents{{"c", "s"}, {"new", ""}}));
}

}  // namespace
}  // namespace smx
