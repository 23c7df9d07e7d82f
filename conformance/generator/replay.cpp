#include "replay.h"

#include <fmt/format.h>

#include <memory>

#include "runner/driver_process.h"
#include "runner/runner.h"

namespace smx::vectors {

Replayed replay(std::vector<conformance::VectorFile> files,
                const std::vector<NamedDriver>& drivers) {
  conformance::RunPlan plan;
  plan.files = std::move(files);
  for (const NamedDriver& driver : drivers) {
    plan.platforms.push_back({driver.name, driver.command, {}});
  }
  const conformance::RunReport report =
      conformance::run(plan, {},
                       [](const conformance::Platform& platform) {
                         return std::make_unique<conformance::DriverProcess>(platform.command);
                       },
                       {});
  Replayed replayed;
  replayed.disagreements = report.runner_faults;
  for (const conformance::PlatformResult& platform : report.platforms) {
    for (const std::string& fault : platform.faults) {
      replayed.disagreements.push_back(fmt::format("{}: {}", platform.platform.name, fault));
    }
    for (const conformance::FileResult& file : platform.files) {
      if (file.counts().of(conformance::Outcome::kPass) == file.planned) {
        replayed.passed[file.file].insert(platform.platform.name);
        continue;
      }
      for (const conformance::CaseResult& result : file.cases) {
        if (result.finding.outcome == conformance::Outcome::kPass) continue;
        replayed.disagreements.push_back(
            fmt::format("{}: {}: {}", platform.platform.name, result.id, result.finding.message));
      }
    }
  }
  return replayed;
}

}  // namespace smx::vectors
