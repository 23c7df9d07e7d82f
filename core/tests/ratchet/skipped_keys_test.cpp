#include "ratchet/skipped_keys.h"

#include <gtest/gtest.h>

#include "support/test_keys.h"

namespace smx {
namespace {

using test::labelled_secret;

SkippedKey key_for(std::uint32_t chain, std::uint32_t number) {
  return {chain, number,
          labelled_secret<MessageKey>(std::to_string(chain) + "/" + std::to_string(number)),
          std::nullopt};
}

void apply(SkippedKeys& keys, SkippedChange change) {
  keys.reserve_for(change);
  keys.apply(std::move(change));
}

SkippedKeys three_keys() {
  SkippedKeys keys;
  SkippedChange change;
  change.added.emplace(10, key_for(1, 5));
  change.added.emplace(11, key_for(1, 6));
  change.added.emplace(12, key_for(2, 5));
  apply(keys, std::move(change));
  return keys;
}

// [DR-12] A key is found by chain and number together.
TEST(SkippedKeys, FindsByChainAndNumber) {
  const SkippedKeys keys = three_keys();
  ASSERT_NE(keys.find(1, 5), nullptr);
  EXPECT_EQ(keys.find(1, 5)->first, 10u);
  EXPECT_EQ(keys.find(2, 5)->first, 12u);
  EXPECT_TRUE(std::ranges::equal(keys.find(2, 5)->second.key.reveal(),
                                 labelled_secret<MessageKey>("2/5").reveal()));
  EXPECT_EQ(keys.find(2, 6), nullptr);
  EXPECT_EQ(keys.find(5, 1), nullptr);
  EXPECT_EQ(SkippedKeys().find(0, 0), nullptr);
}

// [DR-13]
TEST(SkippedKeys, ErasesTheUsedKeyOnly) {
  SkippedKeys keys = three_keys();
  SkippedChange change;
  change.used = 11;
  apply(keys, std::move(change));
  EXPECT_EQ(keys.find(1, 6), nullptr);
  EXPECT_NE(keys.find(1, 5), nullptr);
  EXPECT_NE(keys.find(2, 5), nullptr);
  EXPECT_EQ(keys.size(), 2u);
}

// [DR-18] What is older than the oldest kept goes, before the new ones come in.
TEST(SkippedKeys, LetsTheOldestGoInTheOrderOfStorage) {
  SkippedKeys keys = three_keys();
  SkippedChange change;
  change.oldest_kept = 12;
  change.added.emplace(13, key_for(2, 7));
  apply(keys, std::move(change));
  EXPECT_EQ(keys.find(1, 5), nullptr);
  EXPECT_EQ(keys.find(1, 6), nullptr);
  EXPECT_NE(keys.find(2, 5), nullptr);
  EXPECT_NE(keys.find(2, 7), nullptr);
  EXPECT_EQ(keys.entries().begin()->first, 12u);
}

// [SES-30] The first stamp stays; only keys without one get the later.
TEST(SkippedKeys, StampsOnce) {
  SkippedKeys keys = three_keys();
  SkippedChange first;
  first.stamp_with = 100;
  apply(keys, std::move(first));
  SkippedChange more;
  more.added.emplace(13, key_for(2, 7));
  apply(keys, std::move(more));
  EXPECT_FALSE(keys.find(2, 7)->second.stamp.has_value());
  SkippedChange second;
  second.stamp_with = 200;
  apply(keys, std::move(second));
  EXPECT_EQ(keys.find(1, 5)->second.stamp, 100u);
  EXPECT_EQ(keys.find(2, 5)->second.stamp, 100u);
  EXPECT_EQ(keys.find(2, 7)->second.stamp, 200u);
}

// [DR-21] A change that was prepared and then given up leaves nothing behind.
TEST(SkippedKeys, ForgetsAChangeThatWasGivenUp) {
  SkippedKeys keys = three_keys();
  SkippedChange given_up;
  given_up.added.emplace(13, key_for(9, 9));
  keys.reserve_for(given_up);
  EXPECT_EQ(keys.find(9, 9), nullptr);
  SkippedChange taken;
  taken.added.emplace(13, key_for(3, 3));
  apply(keys, std::move(taken));
  EXPECT_EQ(keys.find(9, 9), nullptr);
  EXPECT_NE(keys.find(3, 3), nullptr);
  EXPECT_EQ(keys.size(), 4u);
}

TEST(SkippedKeys, RestoresWhatWasStored) {
  SkippedKeys keys;
  keys.restore(7, key_for(4, 2));
  keys.restore(3, key_for(4, 1));
  EXPECT_EQ(keys.entries().begin()->first, 3u);
  EXPECT_EQ(keys.find(4, 2)->first, 7u);
  // A key that is not there is used by nobody.
  SkippedChange change;
  change.used = 99;
  apply(keys, std::move(change));
  EXPECT_EQ(keys.size(), 2u);
}

}  // namespace
}  // namespace smx
