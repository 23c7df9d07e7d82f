#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <utility>

#include "http/deadline.h"

namespace smx::relay::http {

struct Deadline::State : std::enable_shared_from_this<Deadline::State> {
  using Time = std::chrono::steady_clock;

  State(const boost::asio::any_io_executor& executor, std::function<void()> function)
      : timer(executor), expired(std::move(function)) {}

  void arm(Time::time_point at) {
    armed = at;
    timer.expires_at(at);
    timer.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (!error) self->fired();
    });
  }

  void fired() {
    armed.reset();
    if (!due) return;
    if (*due > Time::now()) {
      arm(*due);
      return;
    }
    due.reset();
    if (expired) expired();
  }

  boost::asio::steady_timer timer;
  std::function<void()> expired;
  std::optional<Time::time_point> due;
  std::optional<Time::time_point> armed;
};

Deadline::Deadline(const boost::asio::any_io_executor& executor, std::function<void()> expired)
    : state_(std::make_shared<State>(executor, std::move(expired))) {}

Deadline::~Deadline() {
  state_->expired = nullptr;
  state_->due.reset();
  state_->timer.cancel();
}

void Deadline::set(Duration from_now) {
  const auto at = State::Time::now() + from_now;
  state_->due = at;
  if (!state_->armed || at < *state_->armed) state_->arm(at);
}

void Deadline::clear() { state_->due.reset(); }

}  // namespace smx::relay::http
