#include "runner.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>

#include "input_error.h"

namespace smx::conformance {
namespace {

using Clock = std::chrono::steady_clock;

bool is_failure(Outcome outcome) {
  return outcome != Outcome::kPass && outcome != Outcome::kUnsupported;
}

/// One platform's turn. A driver that fails is replaced by a fresh one before the next case.
class PlatformRun {
 public:
  PlatformRun(const Platform& platform, const RunPlan& plan, const RunOptions& options,
              const Connect& connect, const Progress& progress, const MessageShapes& shapes)
      : plan_(plan), options_(options), connect_(connect), progress_(progress), shapes_(shapes) {
    result_.platform = platform;
  }

  PlatformResult run() {
    const auto start = Clock::now();
    plan_files();
    result_.not_run = why_not_runnable(result_.platform);
    if (!result_.not_run.empty()) stop_reason_ = result_.not_run;
    for (std::size_t i = 0; i < plan_.files.size(); ++i) run_file(i);
    leave();
    result_.time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
    return std::move(result_);
  }

 private:
  void plan_files() {
    for (const VectorFile& file : plan_.files) {
      result_.files.push_back({file.name, file.cases.size(), {}});
    }
  }

  void run_file(std::size_t index) {
    for (const Case& test : plan_.files[index].cases) {
      if (progress_) progress_(result_.platform.name, done_, result_.planned(), test.id);
      const auto start = Clock::now();
      CaseResult result;
      result.id = test.id;
      result.finding = finding_of(test);
      result.time = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
      result_.files[index].cases.push_back(std::move(result));
      ++done_;
    }
  }

  Finding finding_of(const Case& test) {
    if (!stop_reason_.empty()) return not_run();
    if (!driver_ && !start()) return not_run();
    if (!introduced_) {
      const Reply hello = driver_->introduce(options_.start);
      if (hello.answer != Answer::kOk) return failed_start(hello);
      introduced_ = true;
      failed_starts_ = 0;
      if (!result_.introduction) result_.introduction = driver_->introduction();
    }
    Finding finding = judge_case(*driver_, test, options_.judge);
    if (!driver_->usable() || finding.outcome == Outcome::kProtocolViolation) drop_driver();
    watch(finding);
    return finding;
  }

  Finding not_run() const {
    Finding finding;
    finding.outcome = Outcome::kNotRun;
    finding.message = stop_reason_;
    return finding;
  }

  /// The case that waited for the driver takes what became of its hello.
  Finding failed_start(const Reply& hello) {
    Finding finding;
    finding.outcome = outcome_of(hello.answer);
    finding.op = "hello";
    finding.message = hello.message;
    finding.free_text = hello.free_text;
    drop_driver();
    if (++failed_starts_ >= options_.failed_starts) {
      stop_reason_ =
          fmt::format("the driver failed in hello {} times: {}", failed_starts_, finding.message);
    }
    watch(finding);
    return finding;
  }

  /// Bounds what a hopeless driver may cost.
  void watch(const Finding& finding) {
    timeouts_ = finding.outcome == Outcome::kTimeout ? timeouts_ + 1 : 0;
    if (!stop_reason_.empty()) return;
    if (timeouts_ >= options_.give_up_after) {
      stop_reason_ = fmt::format("given up after {} timeouts in a row", timeouts_);
    } else if (options_.fail_fast && is_failure(finding.outcome)) {
      stop_reason_ = "an earlier case failed (fail-fast)";
    }
  }

  /// Starts a fresh driver. False if this machine cannot: then nothing can be said of the platform.
  bool start() {
    try {
      ++result_.starts;
      driver_ = std::make_unique<Driver>(connect_(result_.platform), shapes_, options_.timeout);
      introduced_ = false;
      return true;
    } catch (const InputError& error) {
      stop_reason_ = error.what();
      (result_.starts == 1 ? result_.not_run : result_.faults.emplace_back()) = stop_reason_;
      return false;
    }
  }

  void drop_driver() {
    result_.diagnostics = driver_->diagnostics();
    driver_.reset();
  }

  void leave() {
    if (!driver_) return;
    if (const std::string fault = driver_->part(options_.farewell); !fault.empty()) {
      result_.faults.push_back(fault);
    }
    drop_driver();
  }

  const RunPlan& plan_;
  const RunOptions& options_;
  const Connect& connect_;
  const Progress& progress_;
  const MessageShapes& shapes_;
  PlatformResult result_;
  std::unique_ptr<Driver> driver_;
  std::string stop_reason_;
  std::size_t done_ = 0;
  std::size_t timeouts_ = 0;
  std::size_t failed_starts_ = 0;
  bool introduced_ = false;
};

}  // namespace

RunReport run(const RunPlan& plan, const RunOptions& options, const Connect& connect,
              const Progress& progress) {
  const MessageShapes shapes;
  RunReport report;
  report.manifest_sha256 = plan.manifest_sha256;
  for (const Platform& platform : plan.platforms) {
    report.platforms.push_back(
        PlatformRun(platform, plan, options, connect, progress, shapes).run());
  }
  check_sums(report);
  return report;
}

std::vector<VectorFile> chosen_files(std::vector<VectorFile> files,
                                     const std::vector<std::string>& globs) {
  if (globs.empty()) return files;
  for (VectorFile& file : files) {
    std::erase_if(file.cases, [&](const Case& test) {
      return std::none_of(globs.begin(), globs.end(), [&](const std::string& glob) {
        return fnmatch(glob.c_str(), test.id.c_str(), 0) == 0;
      });
    });
  }
  std::erase_if(files, [](const VectorFile& file) { return file.cases.empty(); });
  return files;
}

}  // namespace smx::conformance
