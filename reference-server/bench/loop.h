#pragma once

#include <chrono>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <list>
#include <map>
#include <vector>

#include "bench/task.h"

namespace smx::relay::bench {

using SteadyClock = std::chrono::steady_clock;
using Time = SteadyClock::time_point;

[[nodiscard]] inline Time in(std::chrono::milliseconds duration) {
  return SteadyClock::now() + duration;
}

/// Something with a file descriptor that the loop watches, edge-triggered.
class Watched {
 public:
  Watched() = default;
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  /// `events` as of epoll. Must not destroy a Watched.
  virtual void on_ready(std::uint32_t events) = 0;

 protected:
  ~Watched() = default;
};

class Signal;

/// Thousands of clients on one thread: epoll, timers, and the tasks that wait for them.
class Loop {
 public:
  /// Ignores SIGPIPE for the process: a relay that was killed is an error of the write.
  Loop();
  /// Ends what still runs, without finishing it.
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// The task begins at the next turn of `run`.
  void spawn(Task<void> task);
  /// Until every task has ended. Rethrows the first exception that leaves one, at once.
  void run();
  /// The same for one task; the others go on until it has ended, and are kept.
  void run(Task<void> task);

  void watch(int descriptor, Watched& watched);
  void forget(int descriptor, Watched& watched);

 private:
  friend class Signal;
  using Timers = std::multimap<Time, Signal*>;
  struct Root {
    Task<void> task;
    bool* ended = nullptr;
  };

  Task<void> drive(Task<void> task, std::list<Root>::iterator place);
  void turn();
  [[nodiscard]] int patience() const;

  int epoll_;
  std::deque<std::coroutine_handle<>> ready_;
  Timers timers_;
  std::list<Root> roots_;
  std::vector<std::list<Root>::iterator> ended_;
  std::exception_ptr fault_;
  std::vector<Watched*> forgotten_;  // of this turn: events may be left for them
};

/// One task waits, another or the loop tells it to go on. Telling before anybody waits is kept.
class Signal {
 public:
  explicit Signal(Loop& loop) : loop_(loop) {}
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;
  ~Signal();

  void notify();

  /// `co_await signal.wait(deadline)`: false when the deadline came first. One waiter at a time.
  auto wait(Time deadline) { return Wait{*this, deadline}; }

 private:
  friend class Loop;
  struct Wait {
    Signal& signal;
    Time deadline;
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> waiting) const;
    [[nodiscard]] bool await_resume() const noexcept { return signal.told_; }
  };

  void expire();

  Loop& loop_;
  std::coroutine_handle<> waiting_;
  Loop::Timers::iterator timer_;
  bool pending_ = false;
  bool told_ = false;
};

/// Side by side until all have ended. An exception of one leaves the loop, not this.
Task<void> together(Loop& loop, std::vector<Task<void>> tasks);

/// Lets the others run until then.
Task<void> sleep_until(Loop& loop, Time time);

}  // namespace smx::relay::bench
