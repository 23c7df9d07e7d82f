#include "runner.h"

#include <algorithm>
#include <ctime>
#include <mutex>
#include <thread>

#include "interruption.h"
#include "stop_rule.h"

namespace smx::conformance {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

/// Processor time that the calling thread has used.
nanoseconds thread_time() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

/// The cases of one platform in the order of the plan: given out one by one, and gathered.
class CaseQueue {
 public:
  CaseQueue(const RunPlan& plan, const RunOptions& options, std::string platform,
            const Progress& progress)
      : options_(options),
        platform_(std::move(platform)),
        progress_(progress),
        rule_({options.fail_fast, options.give_up_after, options.failed_starts}) {
    for (const VectorFile& file : plan.files) {
      for (const Case& test : file.cases) cases_.push_back(&test);
    }
    served_.resize(cases_.size());
    times_.resize(cases_.size());
  }

  std::size_t size() const { return cases_.size(); }
  const Case& test(std::size_t index) const { return *cases_[index]; }

  /// The place of the next case to run; nothing when there is none left or the platform was
  /// stopped.
  std::optional<std::size_t> take() {
    const std::lock_guard lock(mutex_);
    if (next_ == cases_.size() || !stop_reason_.empty() || interruption() != 0) return std::nullopt;
    if (progress_) progress_(platform_, done_, cases_.size(), cases_[next_]->id);
    return next_++;
  }

  void put(std::size_t index, Lane::Served served, nanoseconds time) {
    const std::lock_guard lock(mutex_);
    served_[index] = std::move(served);
    times_[index] = time;
    ++done_;
    // The rule sees an unbroken row from the first case on.
    for (; stop_reason_.empty() && seen_ < size() && served_[seen_]; ++seen_) look_at(seen_);
  }

  /// To be called once, when nobody works any more. What was run beyond the stop does not count.
  void hand_over(PlatformResult& result) {
    std::size_t index = 0;
    for (FileResult& file : result.files) {
      for (std::size_t i = 0; i < file.planned; ++i, ++index) {
        CaseResult done;
        done.id = cases_[index]->id;
        done.finding = finding_at(index);
        done.time = std::chrono::duration_cast<std::chrono::microseconds>(times_[index]);
        file.cases.push_back(std::move(done));
      }
    }
    if (no_start_.empty()) return;
    // Nothing can be said of a platform whose first driver could not be started.
    (seen_ == 1 ? result.not_run : result.faults.emplace_back()) = no_start_;
  }

  std::size_t done() const { return done_; }

 private:
  void look_at(std::size_t index) {
    const Lane::Served& served = *served_[index];
    no_start_ = served.no_start;
    stop_reason_ = served.no_start;
    if (!stop_reason_.empty()) return;
    const bool excused = options_.accepted.contains({platform_, cases_[index]->id});
    stop_reason_ = rule_.after(served.finding, excused);
  }

  Finding finding_at(std::size_t index) const {
    const bool counts = stop_reason_.empty() || index < seen_;
    if (served_[index] && counts) return served_[index]->finding;
    Finding finding;
    finding.message = stop_reason_.empty() ? kInterrupted : stop_reason_;
    return finding;
  }

  const RunOptions& options_;
  std::string platform_;
  const Progress& progress_;
  std::vector<const Case*> cases_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::size_t done_ = 0;
  std::vector<std::optional<Lane::Served>> served_;
  std::vector<nanoseconds> times_;
  StopRule rule_;
  std::size_t seen_ = 0;     ///< cases that the rule has seen
  std::string stop_reason_;  ///< not empty: why the cases from `seen_` on are not run
  std::string no_start_;
};

/// One platform's turn.
class PlatformRun {
 public:
  PlatformRun(const Platform& platform, const RunPlan& plan, const RunOptions& options,
              const Connect& connect, const Progress& progress)
      : options_(options), connect_(connect), queue_(plan, options, platform.name, progress) {
    result_.platform = platform;
    for (const VectorFile& file : plan.files) {
      result_.files.push_back({file.name, file.cases.size(), {}});
    }
  }

  PlatformResult run() {
    const auto start = Clock::now();
    result_.not_run = options_.obstacle(result_.platform);
    if (result_.not_run.empty()) {
      run_lanes();
      queue_.hand_over(result_);
    } else {
      refuse();
    }
    result_.time = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
    return std::move(result_);
  }

 private:
  /// Nothing was started: every case says why.
  void refuse() {
    std::size_t index = 0;
    for (FileResult& file : result_.files) {
      for (std::size_t i = 0; i < file.planned; ++i, ++index) {
        CaseResult& result = file.cases.emplace_back();
        result.id = queue_.test(index).id;
        result.finding.message = result_.not_run;
      }
    }
  }

  void run_lanes() {
    const std::size_t usual =
        is_address(result_.platform) ? 1 : std::max(1U, std::thread::hardware_concurrency());
    result_.jobs = std::min(options_.jobs == 0 ? usual : options_.jobs, queue_.size());
    // Each driver's first case is its own before any of them runs: how many are started must not
    // depend on which thread gets a processor first.
    std::vector<std::optional<std::size_t>> first(std::max<std::size_t>(1, result_.jobs));
    for (auto& index : first) index = queue_.take();
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < first.size(); ++i) {
      threads.emplace_back([this, index = first[i]] { run_lane(index); });
    }
    run_lane(first.front());
    for (std::thread& thread : threads) thread.join();
    if (queue_.done() == 0) return;
    result_.overhead = std::chrono::duration_cast<std::chrono::microseconds>(
        own_time_ / static_cast<nanoseconds::rep>(queue_.done()));
  }

  void run_lane(std::optional<std::size_t> index) {
    const nanoseconds before = thread_time();
    const LaneTimes times{options_.start, options_.timeout, options_.farewell};
    Lane lane(result_.platform, times, options_.judge, connect_);
    for (; index; index = queue_.take()) {
      const auto start = Clock::now();
      Lane::Served served = lane.serve(queue_.test(*index));
      queue_.put(*index, std::move(served), Clock::now() - start);
    }
    const std::string fault = lane.leave();
    gather(lane, fault, thread_time() - before);
  }

  void gather(const Lane& lane, const std::string& fault, nanoseconds time) {
    const std::lock_guard lock(gathering_);
    own_time_ += time;
    result_.starts += lane.starts();
    if (!result_.introduction) result_.introduction = lane.introduction();
    if (!lane.diagnostics().empty()) result_.diagnostics = lane.diagnostics();
    // A fault that all drivers of the platform show is one fault, however many there were.
    const bool is_new =
        std::find(result_.faults.begin(), result_.faults.end(), fault) == result_.faults.end();
    if (!fault.empty() && is_new) result_.faults.push_back(fault);
    std::sort(result_.faults.begin(), result_.faults.end());
  }

  const RunOptions& options_;
  const Connect& connect_;
  CaseQueue queue_;
  PlatformResult result_;
  std::mutex gathering_;
  nanoseconds own_time_{0};
};

}  // namespace

RunReport run(const RunPlan& plan, const RunOptions& options, const Connect& connect,
              const Progress& progress) {
  RunReport report;
  report.manifest_sha256 = plan.manifest_sha256;
  report.shard = plan.shard;
  report.filters = plan.filters;
  for (const Platform& platform : plan.platforms) {
    report.platforms.push_back(PlatformRun(platform, plan, options, connect, progress).run());
  }
  report.interrupted = interruption() != 0;
  check_sums(report);
  return report;
}

}  // namespace smx::conformance
