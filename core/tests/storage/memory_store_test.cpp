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

}  // namespace
}  // namespace smx
