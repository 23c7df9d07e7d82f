#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace smx::relay::bench {

/// The value below which `part` (0 to 1) of the values lie; 0 of none.
[[nodiscard]] inline double percentile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(std::lround(part * last))];
}

/// Welch's t of two samples, each without its largest twentieth: what a busy machine adds.
[[nodiscard]] inline double welch_t(std::vector<double> a, std::vector<double> b) {
  const auto moments = [](std::vector<double>& values) {
    std::ranges::sort(values);
    values.resize(values.size() - values.size() / 20);
    double mean = 0;
    for (const double value : values) mean += value;
    const auto count = static_cast<double>(values.size());
    mean /= count;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    struct Moments {
      double mean;
      double error;
    };
    return Moments{mean, squares / (count - 1) / count};
  };
  if (a.size() < 20 || b.size() < 20) return 0;
  const auto of_a = moments(a);
  const auto of_b = moments(b);
  const double error = std::sqrt(of_a.error + of_b.error);
  return error > 0 ? (of_a.mean - of_b.mean) / error : 0;
}

}  // namespace smx::relay::bench
