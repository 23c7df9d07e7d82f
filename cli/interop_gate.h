#pragma once

#include <CLI/App.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "action.h"
#include "interop/relay_process.h"
#include "runner/platforms.h"

namespace smx::cli {

/// `smx interop gate`: every ordered pair of platforms through every scenario.
void add_interop_gate(CLI::App& group, Action& action);

/// Which platforms and which relay; shared by the commands that need them.
struct InteropPlaces {
  std::string platforms_file;
  std::string bin;
  std::vector<std::string> platforms;  ///< NAME of the registry or NAME=CMD
  std::string relay_program;
  std::string relay_url;
  std::string ca;
  std::string codes;
};

void add_interop_places(CLI::App& command, const std::shared_ptr<InteropPlaces>& places);
/// Throws conformance::InputError.
std::vector<conformance::Platform> interop_platforms(const InteropPlaces& places);
/// The relay that is to be started; where --relay was given, that one is in `running`.
std::vector<std::string> interop_relay(const InteropPlaces& places,
                                       std::optional<interop::RelayPlace>& running);

}  // namespace smx::cli
