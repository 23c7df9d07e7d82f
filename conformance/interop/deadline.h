#pragma once

#include <algorithm>
#include <chrono>

namespace smx::interop {

/// Until when something may take.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Deadline(std::chrono::milliseconds time) : end_(Clock::now() + time) {}

  bool over() const { return Clock::now() >= end_; }
  /// What is left for poll(2): at least 0, at most `most`.
  int left(std::chrono::milliseconds most = std::chrono::milliseconds(60'000)) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now());
    return static_cast<int>(std::clamp(left, std::chrono::milliseconds(0), most).count());
  }

 private:
  Clock::time_point end_;
};

}  // namespace smx::interop
