#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "bench/link.h"

namespace smx::relay::bench {

struct RelayStart {
  /// smx-relay.
  std::string program;
  /// For --dev-dir; made if it is not there. Beside what the relay puts there (`data`, `epoch`,
  /// `jwt.key`), `relay.log` is what it logged over all starts.
  std::string folder;
  /// Environment variables beside ours.
  std::map<std::string, std::string> environment = {};
  /// Plain HTTP instead of TLS.
  bool plain = false;
};

/// A relay of our own, `smx-relay --dev` with a directory of its own, that can be killed
/// and started again on them; anybody may found organisations there, of up to 1,000 people. Killed
/// with this process, whatever happens to it.
class RelayProcess final : public Watched {
 public:
  RelayProcess(Loop& loop, RelayStart start);
  ~RelayProcess();

  /// Returns when it is ready. Throws LinkFault with the end of its log.
  Task<void> start();
  /// SIGKILL, and waits for its end.
  void kill();
  /// SIGTERM, waiting for its end; the exit status, or 128 and the signal.
  int stop();
  [[nodiscard]] bool running() const noexcept { return pid_ > 0; }

  [[nodiscard]] const Peer& peer() const noexcept { return peer_; }
  /// Of its operations' port.
  [[nodiscard]] const Peer& operations() const noexcept { return operations_; }
  [[nodiscard]] pid_t pid() const noexcept { return pid_; }
  [[nodiscard]] std::string data_dir() const { return start_.folder + "/data"; }
  [[nodiscard]] std::string epoch_file() const { return start_.folder + "/epoch"; }
  [[nodiscard]] std::string log_file() const { return start_.folder + "/relay.log"; }
  /// The key that its tokens are signed with, PEM.
  [[nodiscard]] std::string token_key() const;

  /// The one-time code that was sent to a phone, once it is there; each is given once.
  Task<std::string> code_for(std::string phone, Time deadline);

  /// Processor time so far, in seconds, as the system accounts it.
  [[nodiscard]] double processor_seconds() const;
  /// Resident memory in bytes.
  [[nodiscard]] std::int64_t resident_bytes() const;

 private:
  void on_ready(std::uint32_t events) override;
  void spawn();
  void read_line(std::string_view line);
  int wait_for_end();
  [[nodiscard]] std::string end_of_log() const;

  Loop& loop_;
  RelayStart start_;
  pid_t pid_ = 0;
  int output_ = -1;
  std::string incoming_;
  Signal came_;
  bool ready_ = false;
  bool ended_ = false;
  Peer peer_;
  Peer operations_;
  std::map<std::string, std::string, std::less<>> codes_;
};

}  // namespace smx::relay::bench
