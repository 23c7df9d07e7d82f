#pragma once

#include <memory>

#include "http/poster.h"

namespace smx::relay::http {

/// The network's one thread: all sockets, timers and the hub belong to whoever calls run().
class Loop final : public Poster {
 public:
  /// Ignores SIGPIPE for the process: a peer that is gone is an error of the write.
  Loop();
  ~Loop() override;

  /// Until stop(); then everything that is still under way is given up.
  void run();
  /// From any thread.
  void stop();
  void post(std::function<void()> work) override;

  struct Impl;
  [[nodiscard]] Impl& impl() noexcept { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace smx::relay::http
