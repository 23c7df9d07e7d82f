// Puts all planned cases to all platforms.
#pragma once

#include <functional>
#include <memory>

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
};

/// What is to be run: the files with the cases that were chosen, in order.
struct RunPlan {
  std::vector<Platform> platforms;
  std::vector<VectorFile> files;
  std::optional<std::string> manifest_sha256;
};

/// Told of each case before it runs; `done` of `planned` on this platform.
using Progress = std::function<void(const std::string& platform, std::size_t done,
                                    std::size_t planned, const std::string& case_id)>;

/// Opens a connection to a platform's driver. Throws InputError when it cannot be started.
using Connect = std::function<std::unique_ptr<Transport>(const Platform&)>;

/// Runs the plan. Never throws for what a driver does.
RunReport run(const RunPlan& plan, const RunOptions& options, const Connect& connect,
              const Progress& progress);

/// Keeps the cases whose id matches one of the globs (* and ? match any character, also '/');
/// files without a case left are dropped. No glob keeps all.
std::vector<VectorFile> chosen_files(std::vector<VectorFile> files,
                                     const std::vector<std::string>& globs);

}  // namespace smx::conformance
