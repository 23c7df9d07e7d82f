// The platforms that can be judged: a name and the command of a driver.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace smx::conformance {

struct Platform {
  std::string name;
  std::vector<std::string> command;
  std::vector<std::string> requires_programs;  ///< that must be on PATH
};

/// What the placeholders of a registry stand for.
struct Places {
  std::filesystem::path bin;     ///< ${bin}: where the built programs are
  std::filesystem::path source;  ///< ${source}: the root of the source tree
};

/// Reads a registry of platforms. Throws InputError.
std::vector<Platform> read_platforms(const std::filesystem::path& path, const Places& places);

/// Why the platform cannot run here ("node is not on PATH"); empty if it can.
std::string why_not_runnable(const Platform& platform);

}  // namespace smx::conformance
