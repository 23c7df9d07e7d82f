#include "places.h"

#include <fstream>
#include <string>

namespace smx::conformance {
namespace fs = std::filesystem;

namespace {

/// The source tree of the build that `directory` is in, as that build's own cache names it; empty
/// outside of one. Compiled in, the path would make the program another one in another folder.
fs::path source_of_build(const fs::path& directory) {
  constexpr std::string_view kEntry = "smx_SOURCE_DIR:STATIC=";
  for (fs::path folder = directory; folder.has_relative_path(); folder = folder.parent_path()) {
    std::ifstream cache(folder / "CMakeCache.txt");
    for (std::string line; std::getline(cache, line);) {
      if (line.starts_with(kEntry)) return line.substr(kEntry.size());
    }
  }
  return {};
}

}  // namespace

DefaultPlaces default_places(const fs::path& directory) {
  DefaultPlaces places;
  std::error_code ignored;
  const fs::path built = directory.parent_path() / "conformance" / "drivers" / "cpp";
  places.bin = fs::is_directory(built, ignored) ? built : directory;
  const fs::path installed = directory.parent_path() / "share" / "smx";
  const fs::path source =
      fs::is_directory(installed / "vectors", ignored) ? fs::path() : source_of_build(directory);
  places.source = source.empty() ? installed : source;
  places.vectors = places.source / "vectors";
  places.platforms = places.source / "conformance" / "platforms.json";
  return places;
}

fs::path program_directory() {
  std::error_code ignored;
  return fs::read_symlink("/proc/self/exe", ignored).parent_path();
}

std::string_view runner_version() { return SMX_RUNNER_VERSION; }

}  // namespace smx::conformance
