#include "run_report.h"

#include <fmt/format.h>

namespace smx::conformance {

OutcomeCounts FileResult::counts() const {
  OutcomeCounts counts;
  for (const CaseResult& result : cases) counts.add(result.finding.outcome);
  return counts;
}

OutcomeCounts PlatformResult::counts() const {
  OutcomeCounts counts;
  for (const FileResult& file : files) counts.add(file.counts());
  return counts;
}

std::size_t PlatformResult::planned() const {
  std::size_t planned = 0;
  for (const FileResult& file : files) planned += file.planned;
  return planned;
}

std::size_t PlatformResult::known_failures() const {
  std::size_t count = 0;
  for (const FileResult& file : files) {
    for (const CaseResult& result : file.cases) count += result.known_issue.empty() ? 0U : 1U;
  }
  return count;
}

OutcomeCounts RunReport::counts() const {
  OutcomeCounts counts;
  for (const PlatformResult& platform : platforms) counts.add(platform.counts());
  return counts;
}

std::size_t RunReport::planned() const {
  std::size_t planned = 0;
  for (const PlatformResult& platform : platforms) planned += platform.planned();
  return planned;
}

void check_sums(RunReport& report) {
  for (const PlatformResult& platform : report.platforms) {
    for (const FileResult& file : platform.files) {
      const std::size_t done = file.counts().sum();
      if (done == file.planned) continue;
      report.runner_faults.push_back(fmt::format("{} {}: {} cases planned, {} outcomes",
                                                 platform.platform.name, file.file, file.planned,
                                                 done));
    }
  }
}

}  // namespace smx::conformance
