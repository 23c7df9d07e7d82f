// A scenario on two drivers of the C++ core, over a queue in this process.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "interop/fault.h"
#include "interop/scenarios.h"
#include "queue_carrier.h"
#include "runner/driver_process.h"

namespace smx::interop::tests {

class Play {
 public:
  explicit Play(QueueFaults faults = {}, bool record = false)
      : carrier_(faults), canaries_("a seed", 2) {
    settings_.first = {"one", {SMX_DRIVER, "--accept-variable-time-aes"}, {}};
    settings_.second = settings_.first;
    settings_.now = 1767225600;
    settings_.record = record;
    settings_.reply_time = std::chrono::seconds(60);
  }

  static const conformance::MessageShapes& shapes() {
    static const conformance::MessageShapes kShapes;
    return kShapes;
  }

  /// Why the scenario failed; empty if it passed.
  std::string play(void (*scenario)(Stage&)) {
    carrier_.begin("test");
    Stage stage(settings_, carrier_, canaries_, Draws("a seed", "stage"), transcript_, shapes(),
                [](const conformance::Platform& platform) {
                  return std::make_unique<conformance::DriverProcess>(platform.command);
                });
    std::string failure;
    try {
      scenario(stage);
    } catch (const ScenarioFailure& error) {
      failure = error.what();
    } catch (const LinkFault& error) {
      failure = error.what();
    }
    checks_ = stage.checks();
    recording_ = stage.recording();
    return failure;
  }

  std::size_t checks() const { return checks_; }
  const Canaries& canaries() const { return canaries_; }
  const Transcript& transcript() const { return transcript_; }
  const std::vector<RecordedStep>& recording() const { return recording_; }

 private:
  StageSettings settings_;
  QueueCarrier carrier_;
  Canaries canaries_;
  Transcript transcript_;
  std::size_t checks_ = 0;
  std::vector<RecordedStep> recording_;
};

}  // namespace smx::interop::tests
