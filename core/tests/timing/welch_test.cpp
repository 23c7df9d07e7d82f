#include "timing/welch.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace smx::timing {
namespace {

Moments moments_of(std::initializer_list<double> values) {
  Moments moments;
  for (const double value : values) moments.add(value);
  return moments;
}

TEST(Welch, MomentsAreThoseOfTheSample) {
  const Moments moments = moments_of({2, 4, 4, 4, 5, 5, 7, 9});
  EXPECT_EQ(moments.count(), 8U);
  EXPECT_DOUBLE_EQ(moments.mean(), 5);
  EXPECT_DOUBLE_EQ(moments.variance(), 32.0 / 7);
  EXPECT_DOUBLE_EQ(moments_of({3}).variance(), 0);
}

// Worked by hand: means 3 and 5, variances 2.5 and 10, five values each: -2 / sqrt(0.5 + 2).
TEST(Welch, TIsTheFormulas) {
  const Moments first = moments_of({1, 2, 3, 4, 5});
  const Moments second = moments_of({1, 3, 5, 7, 9});
  EXPECT_NEAR(welch_t(first, second), -2 / std::sqrt(2.5), 1e-12);
  EXPECT_NEAR(welch_t(second, first), 2 / std::sqrt(2.5), 1e-12);
}

TEST(Welch, TooFewValuesSayNothingAndConstantsSayAll) {
  EXPECT_EQ(welch_t(moments_of({1}), moments_of({5, 6})), 0);
  EXPECT_EQ(welch_t(moments_of({4, 4}), moments_of({4, 4})), 0);
  EXPECT_TRUE(std::isinf(welch_t(moments_of({4, 4}), moments_of({5, 5}))));
}

/// Times with a tail, `step` longer in class 1; the seed is fixed.
CroppedTest::Verdict verdict_of(double step) {
  std::mt19937_64 random(20261121);
  std::normal_distribution<double> usual(100, 2);
  std::exponential_distribution<double> tail(0.0005);
  std::bernoulli_distribution interrupted(0.1);
  const auto time = [&](unsigned which) {
    return usual(random) + which * step + (interrupted(random) ? tail(random) : 0);
  };
  std::vector<double> sample;
  for (int i = 0; i < 1000; ++i) sample.push_back(time(static_cast<unsigned>(i) % 2));
  CroppedTest test(std::move(sample), {0.5, 0.9});
  for (unsigned i = 0; i < 50000; ++i) test.add(i % 2, time(i % 2));
  return test.worst();
}

TEST(Welch, FindsAStepThatTheTailHides) {
  const CroppedTest::Verdict found = verdict_of(0.5);
  EXPECT_GT(std::abs(found.t), 10);
  // Over all measurements the tail's variance hides it: it is a crop that found it.
  EXPECT_LT(found.percentile, 1);
}

TEST(Welch, FindsNothingWhereNothingIs) { EXPECT_LT(std::abs(verdict_of(0).t), 4.5); }

TEST(Welch, CropsAtThePercentileOfTheSample) {
  CroppedTest test({30, 10, 20, 50, 40}, {0.5});
  // Above 30 both classes are the same; up to there they differ, and only the crop sees it alone.
  for (const double value : {10.0, 11.0}) test.add(0, value);
  for (const double value : {20.0, 21.0}) test.add(1, value);
  for (const double value : {1000.0, 5000.0}) {
    test.add(0, value);
    test.add(1, value);
  }
  EXPECT_EQ(test.worst().percentile, 0.5);
  EXPECT_EQ(test.worst().measurements, 4U);
}

}  // namespace
}  // namespace smx::timing
