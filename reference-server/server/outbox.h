#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "server/https_post.h"

namespace smx::relay::server {

/// Bodies on their way to a webhook: a bounded queue and a thread of its own, so that a slow or
/// dead receiver costs these bodies and nothing else. One that fails is tried again after each of
/// the delays; a refusal (4xx but 408 and 429) is final at once.
class Outbox {
 public:
  enum class Loss : std::uint8_t { full, refused, exhausted };

  struct Options {
    std::size_t capacity = 1000;
    std::vector<std::chrono::milliseconds> delays = {
        std::chrono::seconds(1), std::chrono::seconds(4), std::chrono::seconds(15)};
  };

  /// What came of one body: told on the outbox's thread, or on the submitter's when it is full.
  /// `status` is the last one received, or 0. Must not throw.
  using Lost = std::function<void(Loss loss, int status, const std::string& reference)>;

  Outbox(std::unique_ptr<Poster> poster, Options options, Lost lost);
  /// Gives up what waits.
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// Never waits. `reference` is what `lost` is told of this body.
  void submit(std::string body, std::string reference);

  [[nodiscard]] std::size_t waiting() const;
  [[nodiscard]] std::uint64_t sent() const;

 private:
  struct Item {
    std::string body;
    std::string reference;
  };
  void run();
  void deliver(const Item& item);
  /// False when the outbox is to end.
  [[nodiscard]] bool pause(std::chrono::milliseconds delay);

  std::unique_ptr<Poster> poster_;
  Options options_;
  Lost lost_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> items_;
  std::uint64_t sent_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace smx::relay::server
