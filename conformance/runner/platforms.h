// The platforms that can be judged: a name and the command of a driver.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace smx::conformance {

/// A program that must be on PATH, in a version at least as high as one that is named.
struct Requirement {
  std::string program;
  std::vector<std::string> version_command;  ///< prints the version; empty if any will do
  std::string at_least;                      ///< numbers and dots, "1.24"; empty if any will do
};

struct Platform {
  std::string name;
  std::vector<std::string> command;
  std::vector<Requirement> requirements;
  bool built_here = false;  ///< its program is one of ${bin}
};

/// What the placeholders of a registry stand for.
struct Places {
  std::filesystem::path bin;     ///< ${bin}: where the built programs are
  std::filesystem::path source;  ///< ${source}: the root of the source tree
};

/// Reads a registry of platforms. Throws InputError.
std::vector<Platform> read_platforms(const std::filesystem::path& path, const Places& places);

/// Why the platform cannot run here ("node is not on PATH", "needs 1.24 (found 1.19.8)",
/// "smx-driver-cpp has not been built"); empty if it can. Runs the version commands.
std::string why_not_runnable(const Platform& platform);

}  // namespace smx::conformance
