#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace smx::relay::http {

/// Replies leave in the order of the requests, whichever is ready first.
class ReplyQueue {
 public:
  /// A place for the reply to the request that came now.
  [[nodiscard]] std::uint64_t reserve() {
    waiting_.emplace_hint(waiting_.end(), next_, std::nullopt);
    return next_++;
  }

  /// Each place is filled once.
  void fill(std::uint64_t place, std::string reply) { waiting_[place] = std::move(reply); }

  /// The next reply whose turn it is, if it is ready.
  [[nodiscard]] std::optional<std::string> take() {
    if (waiting_.empty() || !waiting_.begin()->second) return std::nullopt;
    return std::move(waiting_.extract(waiting_.begin()).mapped());
  }

  [[nodiscard]] std::size_t size() const noexcept { return waiting_.size(); }

 private:
  /// No deque: an idle stream has one of these, and an empty deque has memory.
  std::map<std::uint64_t, std::optional<std::string>> waiting_;
  std::uint64_t next_ = 0;
};

}  // namespace smx::relay::http
