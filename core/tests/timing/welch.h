#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace smx::timing {

/// Number, mean and variance of a stream of values (Welford's recurrence).
class Moments {
 public:
  void add(double value) noexcept;
  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  [[nodiscard]] double mean() const noexcept { return mean_; }
  /// Of the sample; 0 for fewer than two values.
  [[nodiscard]] double variance() const noexcept;

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

/// Welch's t of two classes of values: 0 while either has fewer than two. Classes that both do not
/// vary differ infinitely or not at all.
[[nodiscard]] double welch_t(const Moments& first, const Moments& second) noexcept;

/// The t statistics of measurements, once over all and once over each of several croppings. Times
/// have a long upper tail (interrupts, other processes) in which a small difference drowns: a
/// cropping leaves out what is above a percentile of the first measurements.
class CroppedTest {
 public:
  /// A crop at each of `percentiles`, from 0 to 1, of a sample, which is sorted here.
  CroppedTest(std::vector<double> sample, const std::vector<double>& percentiles);

  /// `which` is 0 or 1.
  void add(unsigned which, double value) noexcept;

  struct Verdict {
    double t = 0;
    /// The percentile of its crop; 1 for all measurements.
    double percentile = 1;
    std::uint64_t measurements = 0;
  };
  /// The crop whose t is farthest from 0.
  [[nodiscard]] Verdict worst() const noexcept;

 private:
  struct Crop {
    double percentile;
    double limit;
    std::array<Moments, 2> classes;
  };
  std::vector<Crop> crops_;
};

}  // namespace smx::timing
