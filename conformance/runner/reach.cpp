#include "reach.h"

#include "driver_process.h"
#include "tcp_driver.h"

namespace smx::conformance {

bool is_address(const Platform& platform) {
  return platform.command.size() == 1 && platform.command.front().starts_with("tcp://");
}

std::string why_not_reachable(const Platform& platform) {
  if (!is_address(platform)) return why_not_runnable(platform);
  parse_loopback(platform.command.front());
  return {};
}

std::unique_ptr<Transport> reach(const Platform& platform) {
  if (is_address(platform)) {
    return std::make_unique<TcpDriver>(parse_loopback(platform.command.front()));
  }
  return std::make_unique<DriverProcess>(platform.command);
}

}  // namespace smx::conformance
