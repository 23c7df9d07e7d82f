// What people see: a progress line and the matrix of platforms and files.
#pragma once

#include <chrono>
#include <cstdio>
#include <string>

#include "run_report.h"

namespace smx::conformance {

/// Colours only where they are wanted: on a terminal and without NO_COLOR in the environment.
bool wants_colour(std::FILE* stream);

/// The failures (of each platform the `shown_failures` most frequent ways to fail, one case each),
/// the matrix and the totals.
std::string matrix_text(const RunReport& report, bool colour, std::size_t shown_failures);

/// One line that is overwritten while the run goes on; nothing unless the stream is a terminal.
class ProgressLine {
 public:
  explicit ProgressLine(std::FILE* stream);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const std::string& platform, std::size_t done, std::size_t planned,
            const std::string& case_id);
  /// Removes the line.
  void clear();

 private:
  std::FILE* stream_;
  bool enabled_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point last_{};
};

}  // namespace smx::conformance
