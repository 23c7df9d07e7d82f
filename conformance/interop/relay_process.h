// A relay that the gate starts, feeds and ends.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "deadline.h"
#include "runner/hex.h"
#include "runner/strict_json.h"

namespace smx::interop {

using conformance::Json;

/// What a relay for development says of itself when it is ready.
struct RelayPlace {
  std::string host;
  std::uint16_t port = 0;
  std::filesystem::path ca_file;
  std::filesystem::path data_dir;    ///< empty if it is not known
  std::filesystem::path codes_file;  ///< one JSON object a line, with `phone` and `code`
};

/// "https://relay.example:8443": host and port. Throws conformance::InputError.
RelayPlace parse_relay_url(const std::string& url);

struct RelayStart {
  std::vector<std::string> command;          ///< `--dev` is added
  std::filesystem::path folder;              ///< for its output, its TLS key log, its core; exists
  std::map<std::string, std::string> extra;  ///< environment variables beside ours
  std::chrono::milliseconds start{30'000};   ///< until it is ready
};

/// The relay's process: started in a group of its own, its standard output and error kept in files
/// of `folder`, core dumps allowed. Ended with this object.
class RelayProcess {
 public:
  /// Waits until it is ready. Throws conformance::InputError with the last of its standard error.
  explicit RelayProcess(const RelayStart& start);
  ~RelayProcess();
  RelayProcess(const RelayProcess&) = delete;
  RelayProcess& operator=(const RelayProcess&) = delete;

  const RelayPlace& place() const { return place_; }
  pid_t pid() const { return pid_; }
  bool is_running();

  std::filesystem::path output() const { return folder_ / "relay.out"; }
  std::filesystem::path log() const { return folder_ / "relay.err"; }
  std::filesystem::path key_log() const { return folder_ / "relay.keylog"; }

  /// Ends it by SIGABRT so that it leaves a core. Returns the core's path, or nothing and why.
  std::optional<std::filesystem::path> abort_with_core(std::string& why_not);
  /// Ends it by SIGTERM, after `grace` by SIGKILL. How it ended: "exit status 0", "signal 9".
  std::string stop(std::chrono::milliseconds grace);

 private:
  void spawn(const RelayStart& start);
  void wait_until_ready(std::chrono::milliseconds time);
  bool wait_for_exit(const Deadline& deadline);
  std::string how_ended() const;

  std::filesystem::path folder_;
  RelayPlace place_;
  pid_t pid_ = 0;
  int status_ = 0;
};

}  // namespace smx::interop
