#include "session/record_changes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "test_data.h"

namespace smx {
namespace {

using test::bytes_of;
using test::view_of;

std::vector<std::string> ids_of(const RecordChanges& changes) {
  std::vector<std::string> ids;
  for (const RecordChange& change : changes.all()) ids.push_back(change.id);
  return ids;
}

void fill(SecretBytes& value, std::size_t size) {
  value.resize_for_overwrite(size);
  std::ranges::fill(value.writable(), std::uint8_t{0xAB});
}

TEST(RecordChanges, KeepsTheOrder) {
  RecordChanges changes;
  EXPECT_TRUE(changes.all().empty());
  fill(changes.put("session", 7), 3);
  changes.put("clock", SecretBytes(view_of("time")));
  changes.erase("peer/0000000000000001");
  changes.erase_skipped(7, 31);
  EXPECT_EQ(ids_of(changes),
            (std::vector<std::string>{"session/0000000000000007", "clock", "peer/0000000000000001",
                                      "skipped/0000000000000007/000000000000001f"}));
  const std::span<const RecordChange> all = changes.all();
  EXPECT_EQ(all[0].value->size(), 3u);
  EXPECT_TRUE(std::ranges::equal(all[1].value->reveal(), view_of("time")));
  EXPECT_FALSE(all[2].value || all[3].value);
}

// Nothing of a commit is in the next one.
TEST(RecordChanges, ClearForgetsTheChanges) {
  RecordChanges changes;
  fill(changes.put("session", 7), 3);
  changes.erase_skipped(7, 1);
  changes.clear();
  EXPECT_TRUE(changes.all().empty());
  changes.erase("a");
  fill(changes.put("b", 1), 2);
  ASSERT_EQ(ids_of(changes), (std::vector<std::string>{"a", "b/0000000000000001"}));
  EXPECT_FALSE(changes.all()[0].value.has_value());
  EXPECT_EQ(changes.all()[1].value->size(), 2u);
}

// The memory that stays for the next commit holds nothing of the last one's keys.
TEST(RecordChanges, ClearOverwritesWhatItKeeps) {
  RecordChanges changes;
  fill(changes.put("session", 7), 300);
  const std::uint8_t* const before = changes.all()[0].value->reveal().data();
  changes.clear();
  SecretBytes& value = changes.put("session", 8);
  EXPECT_TRUE(value.empty());
  value.resize_for_overwrite(300);
  EXPECT_EQ(value.reveal().data(), before) << "the same memory";
  EXPECT_EQ(std::ranges::count(value.reveal(), 0), 300);
}

TEST(RecordChanges, ClearKeepsLittle) {
  RecordChanges changes;
  fill(changes.put("journal", 1), RecordChanges::kValueKept + 1);
  const std::uint8_t* const large = changes.all()[0].value->reveal().data();
  const SecretBytes blocker(RecordChanges::kValueKept + 1);
  changes.clear();
  changes.put("journal", 2);
  EXPECT_EQ(changes.all()[0].value->reveal().data(), nullptr) << "was " << large;

  changes.clear();
  for (std::size_t i = 0; i <= RecordChanges::kChangesKept; ++i) fill(changes.put("spk", i), 100);
  changes.clear();
  changes.put("session", 1);
  EXPECT_EQ(changes.all()[0].value->reveal().data(), nullptr);
}

}  // namespace
}  // namespace smx
