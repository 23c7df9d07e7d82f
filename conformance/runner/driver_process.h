// A driver as a child process: standard input and output carry the protocol.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "line_buffer.h"
#include "transport.h"

namespace smx::conformance {

/// Runs a command in a process group of its own, without a shell. The child and whatever it started
/// are ended when this object is. Standard error is kept, its last 16 KiB.
class DriverProcess final : public Transport {
 public:
  /// Throws InputError when the command cannot be started.
  explicit DriverProcess(const std::vector<std::string>& command);
  ~DriverProcess() override;

  Exchange exchange(const std::string& line, std::chrono::milliseconds timeout) override;
  std::string unasked_output() override;
  Farewell finish(std::chrono::milliseconds grace) override;
  std::string diagnostics() override;

  /// Process id of the driver, which is also its group; 0 once it has ended.
  pid_t pid() const { return pid_; }

 private:
  using Clock = std::chrono::steady_clock;

  void pump(Clock::time_point deadline);
  void read_replies();
  bool read_diagnostics();
  void write_pending();
  void close_input();
  bool output_ended();
  bool has_exited() const;
  bool wait_for_exit(std::chrono::milliseconds grace);
  void end_group();
  std::string describe_exit() const;

  pid_t pid_ = 0;
  int status_ = 0;
  int to_child_ = -1;
  int from_child_ = -1;
  int errors_ = -1;
  std::string outgoing_;  ///< bytes of the request not yet written
  LineBuffer incoming_;
  std::string stderr_tail_;
};

}  // namespace smx::conformance
