// Plays a script to a driver, again and again, whatever becomes of the driver.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "request_script.h"
#include "runner/driver.h"

namespace smx::vectors {

/// What one request came to.
struct Played {
  conformance::Reply reply;
  bool state_known = false;  ///< the digest was read before and after a refusal
  bool state_moved = false;
};

class ScriptPlayer {
 public:
  explicit ScriptPlayer(std::vector<std::string> command,
                        std::chrono::milliseconds timeout = std::chrono::seconds(10));
  ScriptPlayer(const ScriptPlayer&) = delete;
  ScriptPlayer& operator=(const ScriptPlayer&) = delete;
  ~ScriptPlayer();

  /// Plays the requests as one case and stops after the first that is neither accepted nor refused.
  /// The next play gets a fresh driver then. Traces are asked for where the driver has them. Throws
  /// InputError when the driver cannot be started, std::runtime_error when its hello fails.
  std::vector<Played> play(const std::vector<Request>& requests);

 private:
  void start();
  Played ask(const Request& request);
  std::string digest(const Request& request);

  std::vector<std::string> command_;
  std::chrono::milliseconds timeout_;
  conformance::MessageShapes shapes_;
  std::unique_ptr<conformance::Driver> driver_;
};

/// True for an op that works on a session or device and can be refused.
bool has_state(const std::string& op);
/// True for an op to which the driver protocol gives trace steps.
bool has_trace(const std::string& op);
/// True for an answer that a vector can pin.
bool is_verdict(const conformance::Reply& reply);

}  // namespace smx::vectors
