// How request lines reach a driver and reply lines come back.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace smx::conformance {

/// The longest line of the protocol in bytes, without its LF.
inline constexpr std::size_t kMaxLineBytes = 1024 * 1024;

/// What one request line brought.
struct Exchange {
  enum class Kind {
    kLine,       ///< one reply line, in `text` without its LF
    kTimeout,    ///< nothing complete within the time
    kClosed,     ///< the driver is gone; `text` says how it ended
    kOversized,  ///< a line longer than kMaxLineBytes
    kUnasked,    ///< output that no request asked for, in `text` (bounded)
    kAbandoned,  ///< not brought to its end, by no fault of the driver; `text` says why
  };
  Kind kind = Kind::kClosed;
  std::string text;
};

/// How a driver left.
struct Farewell {
  bool clean = false;  ///< it ended by itself with status 0, in time
  std::string how;     ///< "exit status 3", "signal 11", "had to be stopped"
};

/// One connection to one driver. Nothing here blocks longer than the time given.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  /// Sends one line (without LF) and waits for one line.
  virtual Exchange exchange(const std::string& line, std::chrono::milliseconds timeout) = 0;
  /// Output that no request asked for and that is there now; empty if none. Does not wait.
  virtual std::string unasked_output() = 0;
  /// Closes the driver's input and waits for its end; ends it by force after `grace`.
  virtual Farewell finish(std::chrono::milliseconds grace) = 0;
  /// The last bytes of the driver's free text (standard error), bounded.
  virtual std::string diagnostics() = 0;
};

}  // namespace smx::conformance
