#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace smx::relay::http {

/// Results as tuples: an error of the network is a value.
inline constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);

/// Lets coroutines of one thread wait for one another. Like a condition variable it keeps nothing:
/// whoever waits looks at what it waits for first.
class Signal {
 public:
  using Time = std::chrono::steady_clock;

  explicit Signal(const boost::asio::any_io_executor& executor) : timer_(executor) {}

  boost::asio::awaitable<void> wait() { return wait_until(Time::time_point::max()); }
  boost::asio::awaitable<void> wait_until(Time::time_point at) {
    timer_.expires_at(at);
    co_await timer_.async_wait(kAwait);
  }
  void notify() { timer_.cancel(); }

 private:
  boost::asio::steady_timer timer_;
};

}  // namespace smx::relay::http
