#include "runner/outcome.h"

#include <gtest/gtest.h>

#include <set>

namespace smx::conformance {
namespace {

TEST(Outcome, EveryOutcomeHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (const Outcome outcome : kAllOutcomes) {
    names.insert(outcome_name(outcome));
    EXPECT_EQ(outcome_named(outcome_name(outcome)), outcome);
  }
  EXPECT_EQ(names.size(), kAllOutcomes.size());
  EXPECT_EQ(outcome_named("skipped"), std::nullopt);
}

TEST(Outcome, CountsAddUp) {
  OutcomeCounts counts;
  counts.add(Outcome::kPass);
  counts.add(Outcome::kPass);
  counts.add(Outcome::kCrash);
  OutcomeCounts both = counts;
  both.add(counts);
  EXPECT_EQ(counts.sum(), 3U);
  EXPECT_EQ(both.of(Outcome::kPass), 4U);
  EXPECT_EQ(both.of(Outcome::kTimeout), 0U);
  EXPECT_EQ(both.sum(), 6U);
}

}  // namespace
}  // namespace smx::conformance
