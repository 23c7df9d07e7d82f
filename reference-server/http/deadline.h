#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace smx::relay::http {

/// Calls a function once the time that was set last is over. Setting it is cheap: the timer below
/// is moved only to make it earlier.
class Deadline {
 public:
  using Duration = std::chrono::milliseconds;

  Deadline(const boost::asio::any_io_executor& executor, std::function<void()> expired);
  /// Afterwards nothing is called any more.
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void set(Duration from_now);
  void clear();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace smx::relay::http
