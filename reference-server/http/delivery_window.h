#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>

namespace smx::relay::http {

/// What a stream may deliver: at most `most` deliveries that are not acknowledged, in the order of
/// their sequence. After one that is too large for the stream (the client is told to fetch it)
/// nothing follows until it is acknowledged, so that the order holds for such a client, too.
class DeliveryWindow {
 public:
  explicit DeliveryWindow(std::size_t most) : most_(most) {}

  /// There is, or may be, something new in the queue.
  void wake() noexcept { more_ = true; }

  struct Query {
    std::int64_t after = 0;
    std::size_t limit = 0;
  };
  /// What to ask the queue for now, at most `batch` at once; nothing while an answer is on its way,
  /// the window is full or nothing is known to wait. The answer has to be told by answered().
  [[nodiscard]] std::optional<Query> next(std::size_t batch);

  /// One delivery of the answer. False: do not send it (a larger one before it has to be fetched).
  [[nodiscard]] bool deliver(const std::string& delivery_id, std::int64_t sequence);
  /// The delivery told last does not fit into the stream.
  void must_be_fetched(const std::string& delivery_id);
  /// The answer is at its end; `more`: the queue had more than was asked for.
  void answered(bool more) noexcept;

  void acknowledged(std::span<const std::string> deliveries);

  [[nodiscard]] std::size_t unacknowledged() const noexcept { return unacknowledged_.size(); }

 private:
  std::size_t most_;
  std::set<std::string, std::less<>> unacknowledged_;
  std::string blocked_by_;
  std::int64_t after_ = 0;
  bool more_ = true;  // what is queued from before
  bool asked_ = false;
};

}  // namespace smx::relay::http
