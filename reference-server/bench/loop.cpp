#include "bench/loop.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace smx::relay::bench {

Loop::Loop() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) throw std::system_error(errno, std::generic_category(), "epoll");
  std::signal(SIGPIPE, SIG_IGN);
}

Loop::~Loop() {
  // Their connections take themselves out of the epoll.
  roots_.clear();
  close(epoll_);
}

Task<void> Loop::drive(Task<void> task, std::list<Root>::iterator place) {
  try {
    co_await task;
  } catch (...) {
    if (!fault_) fault_ = std::current_exception();
  }
  if (place->ended != nullptr) *place->ended = true;
  ended_.push_back(place);
}

void Loop::spawn(Task<void> task) {
  roots_.push_back(Root{std::move(task), nullptr});
  const auto place = std::prev(roots_.end());
  place->task = drive(std::move(place->task), place);
  ready_.push_back(place->task.handle());
}

void Loop::run() {
  while (!roots_.empty()) turn();
}

void Loop::run(Task<void> task) {
  bool ended = false;
  spawn(std::move(task));
  roots_.back().ended = &ended;
  while (!ended) turn();
}

void Loop::watch(int descriptor, Watched& watched) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &watched;
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event) != 0) {
    throw std::system_error(errno, std::generic_category(), "epoll");
  }
}

void Loop::forget(int descriptor, Watched& watched) {
  epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr);
  forgotten_.push_back(&watched);
}

int Loop::patience() const {
  if (!ready_.empty() || !ended_.empty()) return 0;
  if (timers_.empty()) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first - SteadyClock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

void Loop::turn() {
  while (!timers_.empty() && timers_.begin()->first <= SteadyClock::now()) {
    timers_.begin()->second->expire();
  }
  // Those that become ready meanwhile come after the sockets.
  for (std::size_t left = ready_.size(); left > 0; --left) {
    const auto handle = ready_.front();
    ready_.pop_front();
    handle.resume();
  }
  for (const auto& place : ended_) roots_.erase(place);
  ended_.clear();
  if (fault_) std::rethrow_exception(std::exchange(fault_, nullptr));
  if (roots_.empty()) return;

  std::array<epoll_event, 256> events{};
  const int count = epoll_wait(epoll_, events.data(), events.size(), patience());
  forgotten_.clear();
  for (int i = 0; i < count; ++i) {
    auto* watched = static_cast<Watched*>(events[static_cast<std::size_t>(i)].data.ptr);
    if (std::ranges::find(forgotten_, watched) == forgotten_.end()) {
      watched->on_ready(events[static_cast<std::size_t>(i)].events);
    }
  }
}

Signal::~Signal() {
  if (waiting_) loop_.timers_.erase(timer_);
}

void Signal::notify() {
  if (!waiting_) {
    pending_ = true;
    return;
  }
  told_ = true;
  loop_.timers_.erase(timer_);
  loop_.ready_.push_back(std::exchange(waiting_, {}));
}

void Signal::expire() {
  told_ = false;
  loop_.timers_.erase(timer_);
  loop_.ready_.push_back(std::exchange(waiting_, {}));
}

bool Signal::Wait::await_suspend(std::coroutine_handle<> waiting) const {
  if (std::exchange(signal.pending_, false)) {
    signal.told_ = true;
    return false;
  }
  signal.waiting_ = waiting;
  signal.timer_ = signal.loop_.timers_.emplace(deadline, &signal);
  return true;
}

namespace {

Task<void> count_down(Task<void> task, std::size_t& left, Signal& ended) {
  co_await task;
  if (--left == 0) ended.notify();
}

}  // namespace

Task<void> together(Loop& loop, std::vector<Task<void>> tasks) {
  std::size_t left = tasks.size();
  Signal ended(loop);
  for (Task<void>& task : tasks) loop.spawn(count_down(std::move(task), left, ended));
  while (left > 0) static_cast<void>(co_await ended.wait(in(std::chrono::hours(1))));
}

Task<void> sleep_until(Loop& loop, Time time) {
  Signal never(loop);
  static_cast<void>(co_await never.wait(time));
}

}  // namespace smx::relay::bench
