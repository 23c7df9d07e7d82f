#include "timing/welch.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace smx::timing {

void Moments::add(double value) noexcept {
  ++count_;
  const double distance = value - mean_;
  mean_ += distance / static_cast<double>(count_);
  squares_ += distance * (value - mean_);
}

double Moments::variance() const noexcept {
  return count_ < 2 ? 0 : squares_ / static_cast<double>(count_ - 1);
}

double welch_t(const Moments& first, const Moments& second) noexcept {
  if (first.count() < 2 || second.count() < 2) return 0;
  const double difference = first.mean() - second.mean();
  const double error = std::sqrt(first.variance() / static_cast<double>(first.count()) +
                                 second.variance() / static_cast<double>(second.count()));
  if (error > 0) return difference / error;
  if (difference == 0) return 0;
  return std::copysign(std::numeric_limits<double>::infinity(), difference);
}

CroppedTest::CroppedTest(std::vector<double> sample, const std::vector<double>& percentiles) {
  crops_.push_back({1, std::numeric_limits<double>::infinity(), {}});
  if (sample.empty()) return;
  std::ranges::sort(sample);
  const auto last = static_cast<double>(sample.size() - 1);
  for (const double percentile : percentiles) {
    const auto place = static_cast<std::size_t>(percentile * last);
    crops_.push_back({percentile, sample[place], {}});
  }
}

void CroppedTest::add(unsigned which, double value) noexcept {
  for (Crop& crop : crops_) {
    if (value <= crop.limit) crop.classes[which].add(value);
  }
}

CroppedTest::Verdict CroppedTest::worst() const noexcept {
  Verdict verdict;
  for (const Crop& crop : crops_) {
    const double t = welch_t(crop.classes[0], crop.classes[1]);
    if (verdict.measurements != 0 && std::abs(t) <= std::abs(verdict.t)) continue;
    verdict = {t, crop.percentile, crop.classes[0].count() + crop.classes[1].count()};
  }
  return verdict;
}

}  // namespace smx::timing
