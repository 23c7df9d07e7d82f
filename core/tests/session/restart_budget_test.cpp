#include "session/restart_budget.h"

#include <gtest/gtest.h>

#include "smx/limits.h"
#include "support/results.h"

namespace smx {
namespace {

using test::error_of;
using test::must;

constexpr std::uint64_t kNow = 1'700'000'000;

// [SES-23] The first restart, whenever it is, also at second 0.
TEST(RestartBudget, AllowsTheFirst) {
  EXPECT_EQ(must(spend_restart(std::nullopt, kNow)), (RestartRecord{kNow, 3600}));
  EXPECT_EQ(must(spend_restart(std::nullopt, 0)), (RestartRecord{0, 3600}));
}

// [SES-23] One second before, at and after the edge, for every interval on the way to a day.
TEST(RestartBudget, DoublesUpToADay) {
  RestartRecord record = must(spend_restart(std::nullopt, kNow));
  for (const std::uint64_t next : {7200U, 14400U, 28800U, 57600U, 86400U, 86400U, 86400U}) {
    const std::uint64_t edge = record.last + record.interval;
    EXPECT_EQ(error_of(spend_restart(record, record.last)), Error::restart_limited);
    EXPECT_EQ(error_of(spend_restart(record, edge - 1)), Error::restart_limited);
    EXPECT_EQ(must(spend_restart(record, edge + 1)), (RestartRecord{edge + 1, next}));
    record = must(spend_restart(record, edge));
    EXPECT_EQ(record, (RestartRecord{edge, next}));
  }
}

// [SES-23] After 7 days without one it begins again.
TEST(RestartBudget, BeginsAgainAfterSevenDays) {
  const RestartRecord record{kNow, 14400};
  constexpr std::uint64_t kWeek = 604'800;
  EXPECT_EQ(must(spend_restart(record, kNow + kWeek - 1)),
            (RestartRecord{kNow + kWeek - 1, 28800}));
  EXPECT_EQ(must(spend_restart(record, kNow + kWeek)), (RestartRecord{kNow + kWeek, 3600}));
  EXPECT_EQ(must(spend_restart(record, kNow + kWeek + 1)), (RestartRecord{kNow + kWeek + 1, 3600}));
}

}  // namespace
}  // namespace smx
