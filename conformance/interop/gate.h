// The whole run: every ordered pair of platforms through every scenario over one relay, then the
// search, then the relay that leaks.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "gate_report.h"
#include "runner/platforms.h"
#include "scenarios.h"

namespace smx::interop {

struct GateOptions {
  std::vector<conformance::Platform> platforms;
  std::vector<std::string> scenarios;      ///< names; none: all
  std::vector<std::string> relay_command;  ///< a relay that the gate starts, or
  std::optional<RelayPlace> relay;         ///< one that runs already
  std::vector<std::string> control;        ///< a relay that was built to leak; may be empty
  std::filesystem::path folder;            ///< exists: the relay's output, what failures leave
  std::string seed;
  std::size_t burst = 50;
  std::size_t canaries_per_message = 16;
  std::chrono::milliseconds timeout{10'000};  ///< for one reply of a driver
  std::string version;
  std::string started;
  /// Told before each scenario: the pair, its number, how many there are, the scenario's name.
  std::function<void(const std::string&, std::size_t, std::size_t, const std::string&)> progress;
};

/// Throws conformance::InputError for what was given: no such scenario, a relay that does not
/// start.
GateReport run_gate(const GateOptions& options);

/// The leaks that a control relay is asked for, and where each has to be found.
struct PlantedLeak {
  std::string name;
  std::vector<std::string> places;
};
const std::vector<PlantedLeak>& planted_leaks();

/// Starts a control relay once for each leak, lets two devices of `platform` talk over it, and
/// searches it as any relay.
std::vector<ControlResult> run_controls(const GateOptions& options,
                                        const conformance::Platform& platform,
                                        const conformance::MessageShapes& shapes);

/// A driver of a platform: a process, or a connection where the platform's command is an address.
std::unique_ptr<conformance::Transport> open_driver(const conformance::Platform& platform);

}  // namespace smx::interop
