// Puts all planned cases to all platforms.
#pragma once

#include <functional>
#include <set>
#include <utility>

#include "lane.h"
#include "reach.h"
#include "run_report.h"

namespace smx::conformance {

struct RunOptions {
  std::chrono::milliseconds start{30'000};    ///< for the driver's start and its hello
  std::chrono::milliseconds timeout{10'000};  ///< for one reply
  std::chrono::milliseconds farewell{2'000};  ///< for the driver's end after bye
  bool fail_fast = false;                     ///< stop a platform at its first failed case
  std::size_t give_up_after = 10;             ///< timeouts in a row after which the rest is not run
  std::size_t failed_starts = 3;  ///< failed hellos in a row after which the rest is not run
  JudgeOptions judge;
  /// Drivers of one platform at the same time, each with whole cases. 0: one for each processor,
  /// but a single connection to a driver that already runs.
  std::size_t jobs = 1;
  /// Platform and case id of failures that are accepted: fail-fast passes over them.
  std::set<std::pair<std::string, std::string>> accepted;
  /// Why a platform cannot run here; asked once, before anything is started.
  std::function<std::string(const Platform&)> obstacle = why_not_reachable;
};

/// What is to be run: the files with the cases that were chosen, in order.
struct RunPlan {
  std::vector<Platform> platforms;
  std::vector<VectorFile> files;
  std::optional<std::string> manifest_sha256;
  std::string shard;                 ///< "2/4" if the files hold only that part
  std::vector<std::string> filters;  ///< if the files hold only cases that match
};

/// Told of each case before it runs; `done` of `planned` on this platform are over. Never called by
/// two threads at once.
using Progress = std::function<void(const std::string& platform, std::size_t done,
                                    std::size_t planned, const std::string& case_id)>;

/// Runs the plan. Never throws for what a driver does. What stands in the report, but for times,
/// is the same for any number of jobs as long as a driver's answers are; it stands in the order of
/// the plan. After interruption() no further case is begun.
RunReport run(const RunPlan& plan, const RunOptions& options, const Connect& connect,
              const Progress& progress);

}  // namespace smx::conformance
