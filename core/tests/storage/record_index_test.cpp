#include "storage/record_index.h"

#include <gtest/gtest.h>

#include "bytes/hex.h"
#include "crypto/hash.h"
#include "fakes.h"

namespace smx {
namespace {

using test::put;
using test::view_of;

IndexKey test_key() {
  return test::secret_of<IndexKey>(
      "303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f");
}

IndexSum sum_of(std::initializer_list<std::pair<std::string_view, std::uint64_t>> records) {
  RecordIndex index;
  for (const auto& [id, generation] : records) {
    EXPECT_TRUE(index.add(test_key(), id, generation).value());
  }
  return index.sum();
}

template <class... Changes>
RecordIndex::Staged stage(const RecordIndex& index, std::uint64_t generation, Changes... changes) {
  std::vector<RecordChange> list;
  (list.push_back(std::move(changes)), ...);
  return *index.stage(test_key(), list, generation);
}

// [STO-16] one record: the HMAC itself.
TEST(RecordIndex, OneRecordIsItsHmac) {
  Digest expected;
  const std::string message = "peer/1" + std::string("\0\0\0\0\0\0\1\2", 8);
  hmac_sha256(test_key().reveal(), {view_of(message)}, expected);
  EXPECT_EQ(sum_of({{"peer/1", 258}}), expected);
  EXPECT_EQ(sum_of({}), IndexSum());
}

// [STO-16] the sum is modulo 2^256: many terms, added here column by column from the low end.
TEST(RecordIndex, ManyRecordsAreTheSumWithCarry) {
  RecordIndex index;
  std::array<unsigned, 32> columns{};
  for (std::uint64_t i = 0; i < 40; ++i) {
    const std::string id = "record/" + std::to_string(i);
    ASSERT_TRUE(index.add(test_key(), id, i).value());
    std::string message = id + std::string(7, '\0');
    message.push_back(static_cast<char>(i));
    Digest term;
    hmac_sha256(test_key().reveal(), {view_of(message)}, term);
    for (std::size_t j = 0; j < 32; ++j) columns[j] += term[j];
  }
  IndexSum expected;
  unsigned carry = 0;
  for (std::size_t j = 32; j-- > 0;) {
    carry += columns[j];
    expected[j] = static_cast<std::uint8_t>(carry % 256);
    carry /= 256;
  }
  EXPECT_EQ(index.sum(), expected);
}

// [STO-16] which record, which generation, how many: each makes another sum; the order does not.
TEST(RecordIndex, IsASetsHash) {
  EXPECT_EQ(sum_of({{"a", 1}, {"b", 2}}), sum_of({{"b", 2}, {"a", 1}}));
  EXPECT_NE(sum_of({{"a", 1}, {"b", 2}}), sum_of({{"a", 2}, {"b", 1}}));
  EXPECT_NE(sum_of({{"a", 1}, {"b", 2}}), sum_of({{"a", 1}}));
  EXPECT_NE(sum_of({{"a", 1}}), sum_of({{"a", 2}}));
  EXPECT_NE(sum_of({{"a", 1}}), sum_of({{"b", 1}}));
}

TEST(RecordIndex, ARecordIsAddedOnce) {
  RecordIndex index;
  EXPECT_TRUE(index.add(test_key(), "a", 1).value());
  const IndexSum before = index.sum();
  EXPECT_FALSE(index.add(test_key(), "a", 1).value());
  EXPECT_FALSE(index.add(test_key(), "a", 2).value());
  EXPECT_EQ(index.sum(), before);
}

TEST(RecordIndex, StagingChangesNothingUntilApplied) {
  RecordIndex index;
  RecordIndex::Staged staged = stage(index, 1, put("a", ""), put("b", ""));
  EXPECT_EQ(index.sum(), IndexSum());
  EXPECT_EQ(staged.sum, sum_of({{"a", 1}, {"b", 1}}));
  index.apply(std::move(staged));
  EXPECT_EQ(index.sum(), staged.sum);
}

TEST(RecordIndex, FollowsChangesInTheirOrder) {
  RecordIndex index;
  index.apply(stage(index, 1, put("a", ""), put("b", ""), put("c", "")));
  index.apply(stage(index, 2, put("a", ""), test::erase("b"), test::erase("nobody")));
  EXPECT_EQ(index.sum(), sum_of({{"a", 2}, {"c", 1}}));
  index.apply(stage(index, 3, put("d", ""), test::erase("d"), test::erase("c"), put("c", ""),
                    put("c", "")));
  EXPECT_EQ(index.sum(), sum_of({{"a", 2}, {"c", 3}}));
  index.apply(stage(index, 4, test::erase("a"), test::erase("c")));
  EXPECT_EQ(index.sum(), IndexSum());
}

}  // namespace
}  // namespace smx
