#include "javascript_overlay.h"

#include "files.h"
#include "runner/strict_json.h"

namespace smx::mutants {

namespace fs = std::filesystem;

JavaScriptOverlay::JavaScriptOverlay(const OverlayPlaces& places)
    : driver_(sources_of("javascript", places.source)), work_(places.work / "javascript") {}

fs::path JavaScriptOverlay::copy(const std::string& name) const {
  const fs::path target = work_ / name;
  fs::remove_all(target);
  fs::create_directories(target);
  for (const auto& entry : fs::directory_iterator(driver_)) {
    if (entry.path().extension() == ".mjs") fs::copy_file(entry, target / entry.path().filename());
  }
  return target;
}

std::vector<std::string> JavaScriptOverlay::unchanged() {
  return {"node", (copy("unchanged") / "driver.mjs").string()};
}

std::vector<std::string> JavaScriptOverlay::with(const std::string& bug, const Change& change) {
  const fs::path module = copy(bug) / change.file;
  write_file(module, planted(conformance::read_text_file(module), change));
  return {"node", (module.parent_path() / "driver.mjs").string()};
}

void JavaScriptOverlay::discard(const std::string& bug) { fs::remove_all(work_ / bug); }

}  // namespace smx::mutants
