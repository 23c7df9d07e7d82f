#include "overlay.h"

#include <fmt/format.h>

#include "cpp_overlay.h"
#include "javascript_overlay.h"
#include "runner/platforms.h"

namespace smx::mutants {

namespace fs = std::filesystem;

fs::path sources_of(const std::string& implementation, const fs::path& source) {
  return implementation == "cpp" ? source / "core" : source / "conformance/drivers/javascript";
}

std::string why_no_overlay(const std::string& implementation, const fs::path& source) {
  std::error_code ignored;
  const fs::path sources = sources_of(implementation, source);
  if (!fs::is_directory(sources, ignored)) {
    return fmt::format(
        "there is no source tree here ({} is missing): run it in a clone of the "
        "project, or give --source",
        sources.string());
  }
  conformance::Platform needed;
  needed.name = implementation;
  needed.command = {implementation == "cpp" ? "cmake" : "node"};
  return conformance::why_not_runnable(needed);
}

std::unique_ptr<Overlay> make_overlay(const std::string& implementation,
                                      const OverlayPlaces& places, std::size_t jobs,
                                      const Say& say) {
  if (implementation == "cpp") return std::make_unique<CppOverlay>(places, jobs, say);
  return std::make_unique<JavaScriptOverlay>(places);
}

}  // namespace smx::mutants
