#pragma once

#include <chrono>
#include <csignal>

namespace smx::relay::server {

/// The signals that steer the relay, taken by the one thread that asks for them. To be made before
/// any other thread, which inherits that they are blocked.
class StopSignals {
 public:
  enum class Said { nothing, reload, stop };

  StopSignals();

  /// Waits for a signal, at most so long.
  [[nodiscard]] Said await(std::chrono::seconds most);

 private:
  sigset_t set_{};
};

}  // namespace smx::relay::server
