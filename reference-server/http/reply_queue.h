#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

namespace smx::relay::http {

/// Replies leave in the order of the requests, whichever is ready first.
class ReplyQueue {
 public:
  /// A place for the reply to the request that came now.
  [[nodiscard]] std::uint64_t reserve() {
    waiting_.emplace_back();
    return first_ + waiting_.size() - 1;
  }

  /// Each place is filled once.
  void fill(std::uint64_t place, std::string reply) {
    waiting_[static_cast<std::size_t>(place - first_)] = std::move(reply);
  }

  /// The next reply whose turn it is, if it is ready.
  [[nodiscard]] std::optional<std::string> take() {
    if (waiting_.empty() || !waiting_.front()) return std::nullopt;
    std::optional<std::string> reply = std::move(waiting_.front());
    waiting_.pop_front();
    ++first_;
    return reply;
  }

  [[nodiscard]] std::size_t size() const noexcept { return waiting_.size(); }

 private:
  std::deque<std::optional<std::string>> waiting_;
  std::uint64_t first_ = 0;
};

}  // namespace smx::relay::http
