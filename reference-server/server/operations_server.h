#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "server/settings.h"

namespace smx::relay::server {

/// What an operator's tools ask: GET /metrics, /healthz, /readyz, over plain HTTP on an address of
/// this machine alone. On a thread and a code of its own, so that it answers when all else hangs.
class OperationsServer {
 public:
  struct Answers {
    std::function<std::string()> metrics;
    /// True while requests can be served; false while starting, stopping, or without storage.
    std::function<bool()> ready;
  };

  /// Binds and listens; port 0 takes any. Throws std::system_error, also for an address that is not
  /// loopback.
  OperationsServer(const Endpoint& endpoint, Answers answers);
  ~OperationsServer();
  OperationsServer(const OperationsServer&) = delete;
  OperationsServer& operator=(const OperationsServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 private:
  void serve();
  void answer(int connection) const;
  [[nodiscard]] std::string response_to(std::string_view head) const;

  Answers answers_;
  int listener_ = -1;
  int stop_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace smx::relay::server
