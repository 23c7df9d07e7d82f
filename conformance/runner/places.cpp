#include "places.h"

namespace smx::conformance {
namespace fs = std::filesystem;

DefaultPlaces default_places(const fs::path& directory) {
  DefaultPlaces places;
  std::error_code ignored;
  const fs::path built = directory.parent_path() / "conformance" / "drivers" / "cpp";
  places.bin = fs::is_directory(built, ignored) ? built : directory;
  const fs::path installed = directory.parent_path() / "share" / "smx";
  const bool is_installed = fs::is_directory(installed / "vectors", ignored);
  places.source = is_installed ? installed : fs::path(SMX_SOURCE_DIR);
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
