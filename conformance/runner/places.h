// Where the runner finds what it was not given.
#pragma once

#include <filesystem>
#include <string_view>

namespace smx::conformance {

struct DefaultPlaces {
  std::filesystem::path bin;        ///< directory of the built drivers
  std::filesystem::path source;     ///< root of the source tree, or of the installed data
  std::filesystem::path vectors;    ///< the pinned vectors
  std::filesystem::path platforms;  ///< the registry of platforms
};

/// For a program in `directory`. Drivers: beside it, or where a build has put them. Data: the
/// installed ../share/smx if it is there or this is no build tree, otherwise the source tree that
/// the program was built from.
DefaultPlaces default_places(const std::filesystem::path& directory);

/// The directory of the running program.
std::filesystem::path program_directory();

/// Version of the runner.
std::string_view runner_version();

}  // namespace smx::conformance
