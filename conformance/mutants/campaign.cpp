#include "campaign.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace smx::mutants {
namespace {

/// A driver to make and to judge; no bug is the unchanged one.
struct Task {
  std::string implementation;
  const Bug* bug = nullptr;

  const Change& change() const { return bug->changes.at(implementation); }
};

/// Hands out the tasks. An overlay serves one worker at a time while it makes a driver, so a worker
/// takes a task whose overlay is free, and waits only when there is no other.
class TaskList {
 public:
  explicit TaskList(std::map<std::string, std::deque<Task>> tasks) : tasks_(std::move(tasks)) {}

  std::optional<Task> next() {
    std::unique_lock lock(mutex_);
    for (;;) {
      bool left = false;
      for (auto& [implementation, queue] : tasks_) {
        if (queue.empty() || stopped_) continue;
        left = true;
        if (busy_[implementation]) continue;
        busy_[implementation] = true;
        Task task = queue.front();
        queue.pop_front();
        return task;
      }
      if (!left) return std::nullopt;
      changed_.wait(lock);
    }
  }

  /// The driver is made; the overlay is free for the next.
  void release(const std::string& implementation) {
    const std::scoped_lock lock(mutex_);
    busy_[implementation] = false;
    changed_.notify_all();
  }

  void stop(std::exception_ptr why) {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    if (!fault_) fault_ = std::move(why);
    changed_.notify_all();
  }

  std::exception_ptr fault() const { return fault_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::deque<Task>> tasks_;
  std::map<std::string, bool> busy_;
  bool stopped_ = false;
  std::exception_ptr fault_;
};

std::deque<Task> tasks_of(const std::vector<Bug>& bugs, const std::string& implementation) {
  std::vector<Task> tasks;
  for (const Bug& bug : bugs) {
    if (bug.changes.contains(implementation)) tasks.push_back({implementation, &bug});
  }
  // Bugs of one file follow each other: the file that is restored is the one that changes next.
  std::ranges::sort(tasks, {}, [](const Task& task) {
    return std::pair(std::string_view(task.change().file), std::string_view(task.bug->name));
  });
  std::deque<Task> all = {{implementation, nullptr}};
  all.insert(all.end(), tasks.begin(), tasks.end());
  return all;
}

class Workers {
 public:
  Workers(const std::vector<Bug>& bugs,
          const std::map<std::string, std::unique_ptr<Overlay>>& overlays, const Court& court,
          const TrialDone& done)
      : overlays_(overlays), court_(court), done_(done), list_(all_tasks(bugs)) {
    for (const Bug& bug : bugs) campaign_.results.push_back({bug, {}});
  }

  Campaign run(std::size_t jobs) {
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < jobs; ++i) threads.emplace_back([this] { work(); });
    }
    if (list_.fault()) std::rethrow_exception(list_.fault());
    return std::move(campaign_);
  }

 private:
  std::map<std::string, std::deque<Task>> all_tasks(const std::vector<Bug>& bugs) {
    std::map<std::string, std::deque<Task>> tasks;
    for (const auto& [implementation, overlay] : overlays_) {
      tasks[implementation] = tasks_of(bugs, implementation);
      planned_ += tasks[implementation].size();
    }
    return tasks;
  }

  void work() {
    try {
      while (const auto task = list_.next()) perform(*task);
    } catch (...) {
      list_.stop(std::current_exception());
    }
  }

  void perform(const Task& task) {
    Overlay& overlay = *overlays_.at(task.implementation);
    const std::string name = task.bug == nullptr ? "unchanged" : task.bug->name;
    const auto command =
        task.bug == nullptr ? overlay.unchanged() : overlay.with(name, task.change());
    list_.release(task.implementation);
    Trial trial = try_driver(court_, task.implementation, command, task.bug);
    overlay.discard(name);
    keep(task, std::move(trial));
  }

  void keep(const Task& task, Trial trial) {
    const std::scoped_lock lock(mutex_);
    ++finished_;
    if (done_) {
      done_(finished_, planned_,
            task.implementation + " " + (task.bug == nullptr ? "unchanged" : task.bug->name));
    }
    if (task.bug == nullptr) {
      campaign_.controls[task.implementation] = std::move(trial);
      return;
    }
    const auto result = std::ranges::find(campaign_.results, task.bug->name,
                                          [](const BugResult& item) { return item.bug.name; });
    result->trials[task.implementation] = std::move(trial);
  }

  const std::map<std::string, std::unique_ptr<Overlay>>& overlays_;
  const Court& court_;
  const TrialDone& done_;
  std::size_t planned_ = 0;
  TaskList list_;
  std::mutex mutex_;
  std::size_t finished_ = 0;
  Campaign campaign_;
};

}  // namespace

Campaign run_campaign(const std::vector<Bug>& bugs,
                      const std::map<std::string, std::unique_ptr<Overlay>>& overlays,
                      const Court& court, std::size_t jobs, const TrialDone& done) {
  return Workers(bugs, overlays, court, done).run(jobs);
}

}  // namespace smx::mutants
