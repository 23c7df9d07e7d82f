// One driver at a time of one platform, and the cases that are put to it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "driver.h"
#include "judge.h"
#include "platforms.h"

namespace smx::conformance {

/// Opens a connection to a platform's driver. Throws InputError when it cannot be started. Called
/// from several threads when a platform's cases are shared by several drivers.
using Connect = std::function<std::unique_ptr<Transport>(const Platform&)>;

/// How long a driver is waited for.
struct LaneTimes {
  std::chrono::milliseconds start;     ///< for its start and its hello
  std::chrono::milliseconds timeout;   ///< for one reply
  std::chrono::milliseconds farewell;  ///< for its end after bye
};

/// A driver that fails is replaced by a fresh one before the next case. For one thread.
class Lane {
 public:
  Lane(const Platform& platform, const LaneTimes& times, const JudgeOptions& judge,
       const Connect& connect)
      : platform_(platform), times_(times), judge_(judge), connect_(connect) {}

  struct Served {
    Finding finding;
    std::string no_start;  ///< not empty: this machine could not start the driver, and why
  };

  /// A case whose driver does not get through its hello takes what became of that.
  Served serve(const Case& test);
  /// Says bye to the driver, if there is one. What was wrong with the farewell, or nothing.
  std::string leave();

  std::size_t starts() const { return starts_; }
  const std::optional<Introduction>& introduction() const { return introduction_; }
  /// The last of standard error: of the last driver that failed, or else of the last one.
  const std::string& diagnostics() const { return diagnostics_; }

 private:
  Finding introduce();
  void drop(bool failed);

  const Platform& platform_;
  const LaneTimes& times_;
  const JudgeOptions& judge_;
  const Connect& connect_;
  MessageShapes shapes_;
  std::unique_ptr<Driver> driver_;
  bool introduced_ = false;
  std::optional<Introduction> introduction_;
  std::size_t starts_ = 0;
  std::string diagnostics_;
  bool has_failed_ = false;
};

}  // namespace smx::conformance
