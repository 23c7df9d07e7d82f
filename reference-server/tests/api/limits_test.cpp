#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "api/limit_table.h"
#include "api/token_bucket.h"

namespace smx::relay::api {
namespace {

constexpr Instant at(std::int64_t milliseconds) { return {milliseconds}; }

TEST(TokenBucket, IsExactToTheMillisecond) {
  TokenBucket bucket({30, 30}, at(0));
  for (int i = 0; i < 30; ++i) EXPECT_TRUE(bucket.take(at(0))) << i;
  EXPECT_FALSE(bucket.take(at(0)));
  EXPECT_FALSE(bucket.take(at(33))) << "990 thousandths";
  EXPECT_TRUE(bucket.take(at(34)));
  EXPECT_FALSE(bucket.take(at(34)));
}

TEST(TokenBucket, LetsThroughItsRateInTheLongRun) {
  TokenBucket bucket({30, 30}, at(0));
  int passed = 0;
  for (std::int64_t t = 0; t <= 10'000; t += 10) passed += bucket.take(at(t)) ? 1 : 0;
  EXPECT_EQ(passed, 30 + 300);
}

TEST(TokenBucket, TellsWhenToComeAgain) {
  TokenBucket bucket({0.1, 1}, at(0));
  EXPECT_TRUE(bucket.take(at(0)));
  EXPECT_FALSE(bucket.take(at(0)));
  EXPECT_EQ(bucket.retry_after(), 10);
  EXPECT_FALSE(bucket.take(at(9'999)));
  EXPECT_EQ(bucket.retry_after(), 1);
  EXPECT_TRUE(bucket.take(at(10'000)));
}

TEST(TokenBucket, AClockThatStepsBackGivesNothing) {
  TokenBucket bucket({1, 1}, at(10'000));
  EXPECT_TRUE(bucket.take(at(10'000)));
  EXPECT_FALSE(bucket.take(at(0)));
  EXPECT_FALSE(bucket.take(at(999)));
  EXPECT_TRUE(bucket.take(at(1'000)));
}

TEST(LimitTable, EachHasItsOwn) {
  LimitTable table({1, 2}, 10);
  EXPECT_FALSE(table.take("a", at(0)));
  EXPECT_FALSE(table.take("a", at(0)));
  EXPECT_EQ(table.take("a", at(0)), 1);
  EXPECT_FALSE(table.take("b", at(0)));
}

TEST(LimitTable, NobodyIsForgottenWhoStillOwes) {
  LimitTable table({1, 1}, 2);
  EXPECT_FALSE(table.take("a", at(0)));
  EXPECT_FALSE(table.take("b", at(0)));
  // Newcomers share one bucket and push nobody out.
  EXPECT_FALSE(table.take("c", at(0)));
  EXPECT_TRUE(table.take("d", at(0)));
  EXPECT_TRUE(table.take("a", at(0))) << "still limited";
  EXPECT_EQ(table.size(), 2u);
  // Once a bucket is full again its place is free.
  EXPECT_FALSE(table.take("c", at(1'000)));
  EXPECT_EQ(table.size(), 2u);
}

RC_GTEST_PROP(LimitTable, StaysInItsBounds, (const std::vector<unsigned char>& names)) {
  LimitTable table({1, 1}, 5);
  std::int64_t now = 0;
  for (const unsigned char name : names) {
    static_cast<void>(table.take(std::to_string(name), at(now += 100)));
    RC_ASSERT(table.size() <= 5);
  }
}

TEST(LimitKey, IsWhatOneCustomerHas) {
  EXPECT_EQ(limit_key("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(limit_key("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(limit_key("2001:db8:1:2:3:4:5:6"), limit_key("2001:db8:1:2::1"));
  EXPECT_NE(limit_key("2001:db8:1:2::1"), limit_key("2001:db8:1:3::1"));
}

}  // namespace
}  // namespace smx::relay::api
