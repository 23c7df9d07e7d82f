// A driver under examination: started, spoken to in whole requests or in raw lines, and started
// again when it has gone.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "runner/driver.h"

namespace smx::conformance {

/// What one raw line brought: a reply of the protocol's form, or what came instead.
struct RawReply {
  Json reply;         ///< when `fault` is empty
  std::string fault;  ///< "no reply in time", "the driver ended: exit status 3"

  /// "error", "ok" and so on: the member that says what the reply is.
  std::string kind() const;
};

struct Patience {
  std::chrono::milliseconds start{30'000};
  std::chrono::milliseconds reply{10'000};
  std::chrono::milliseconds farewell{2'000};
};

class Patient {
 public:
  /// Opens a fresh connection to the driver. Throws InputError when it cannot be started.
  using Connect = std::function<std::unique_ptr<Transport>()>;

  Patient(Connect connect, Patience patience);

  /// Starts a fresh driver, ending one that is there, and asks for hello.
  Reply start();
  /// True if the driver can be spoken to. If it cannot, starts it again and says whether that went
  /// well.
  bool ready();

  /// Puts one request; the reply is judged as in a run. To be called when ready.
  Driver& driver() { return *driver_; }
  /// Sends a line as it is. To be called when ready; a fault ends the driver's usefulness.
  RawReply send(const std::string& line);
  /// Output that nobody asked for; ends the driver's usefulness if there is some.
  std::string unasked_output();

  /// Says bye and waits for the end. What was wrong, or nothing.
  std::string part();
  /// The last of the driver's standard error, of the last one that was started.
  std::string diagnostics();

 private:
  Connect connect_;
  Patience patience_;
  MessageShapes shapes_;
  std::shared_ptr<Transport> transport_;
  std::unique_ptr<Driver> driver_;
  bool sick_ = false;  ///< a raw line has shown that the stream is useless
};

}  // namespace smx::conformance
