// A driver that already runs on this machine and listens: a phone's port forwarded here, a
// browser's helper, anything that the runner cannot start itself.
#pragma once

#include <cstdint>
#include <string>

#include "line_buffer.h"
#include "transport.h"

namespace smx::conformance {

/// Where a driver listens, on this machine only: lines of the protocol are test vectors, but what
/// answers them speaks for a platform, and no other machine may do that unseen.
struct LoopbackAddress {
  std::string host;  ///< "127.0.0.1" (any of 127.0.0.0/8) or "::1"
  std::uint16_t port = 0;
};

/// Reads "tcp://127.0.0.1:5555", "tcp://[::1]:5555" or "tcp://localhost:5555" (which is 127.0.0.1:
/// no name is looked up). Throws InputError for anything else.
LoopbackAddress parse_loopback(const std::string& address);

/// One connection is one driver: the server begins afresh with each, and ends it after bye.
class TcpDriver final : public Transport {
 public:
  /// Throws InputError when nobody listens.
  explicit TcpDriver(const LoopbackAddress& address);
  ~TcpDriver() override;

  Exchange exchange(const std::string& line, std::chrono::milliseconds timeout) override;
  std::string unasked_output() override;
  Farewell finish(std::chrono::milliseconds grace) override;
  std::string diagnostics() override { return {}; }

 private:
  using Clock = std::chrono::steady_clock;

  void pump(Clock::time_point deadline);
  void read_replies();
  void write_pending();

  int socket_ = -1;
  bool ended_ = false;    ///< the driver closed the connection
  std::string outgoing_;  ///< bytes of the request not yet written
  LineBuffer incoming_;
};

}  // namespace smx::conformance
