#include "cpp_overlay.h"

#include <fmt/format.h>

#include <utility>

#include "files.h"
#include "program.h"
#include "runner/input_error.h"
#include "runner/platforms.h"
#include "runner/strict_json.h"

namespace smx::mutants {
namespace {

namespace fs = std::filesystem;
using conformance::InputError;
using conformance::read_text_file;

constexpr std::size_t kShownLines = 25;

/// Writes only what differs, so that an unchanged file is not built again.
void update_file(const fs::path& from, const fs::path& to) {
  const std::string text = read_text_file(from);
  std::error_code ignored;
  if (fs::is_regular_file(to, ignored) && read_text_file(to) == text) return;
  fs::create_directories(to.parent_path());
  write_file(to, text);
}

void copy_tree(const fs::path& source, const fs::path& target, const fs::path& part) {
  for (const auto& entry : fs::recursive_directory_iterator(source / part)) {
    if (!entry.is_regular_file()) continue;
    update_file(entry.path(), target / fs::relative(entry.path(), source));
  }
}

bool has_ninja() {
  conformance::Platform ninja;
  ninja.command = {"ninja"};
  return conformance::why_not_runnable(ninja).empty();
}

}  // namespace

CppOverlay::CppOverlay(const OverlayPlaces& places, std::size_t jobs, Say say)
    : places_(places), jobs_(jobs), say_(std::move(say)), root_(places.work / "cpp") {}

void CppOverlay::prepare() {
  if (prepared_) return;
  say_(fmt::format("cpp: copying the core to {} and configuring it", root_.string()));
  fs::create_directories(root_ / "bin");
  for (const char* part : {"core/include", "core/src", "conformance/drivers/cpp"}) {
    copy_tree(places_.source, root_ / "source", part);
  }
  update_file(places_.source / "core/CMakeLists.txt", root_ / "source/core/CMakeLists.txt");
  update_file(places_.source / "conformance/mutants/overlay.cmake",
              root_ / "source/CMakeLists.txt");
  const fs::path log = root_ / "configure.log";
  fs::remove(log);
  std::vector<std::string> command = {"cmake", "-S", (root_ / "source").string(), "-B",
                                      (root_ / "build").string()};
  if (has_ninja()) command.insert(command.end(), {"-G", "Ninja"});
  if (run_program(command, log) != 0) {
    throw InputError(
        fmt::format("cpp: the copy cannot be configured:\n{}", last_lines(log, kShownLines)));
  }
  prepared_ = true;
}

std::vector<std::string> CppOverlay::build_as(const std::string& name) {
  const fs::path log = root_ / "build.log";
  fs::remove(log);
  const int status = run_program({"cmake", "--build", (root_ / "build").string(), "--target",
                                  "smx-driver-cpp", "--parallel", fmt::to_string(jobs_)},
                                 log);
  if (status != 0) {
    throw InputError(
        fmt::format("cpp: {} does not build:\n{}", name, last_lines(log, kShownLines)));
  }
  const fs::path driver = root_ / "bin" / name;
  fs::copy_file(root_ / "build/driver/smx-driver-cpp", driver,
                fs::copy_options::overwrite_existing);
  return {driver.string()};
}

void CppOverlay::restore() {
  if (changed_file_.empty()) return;
  update_file(places_.source / "core" / changed_file_, root_ / "source/core" / changed_file_);
  changed_file_.clear();
}

std::vector<std::string> CppOverlay::unchanged() {
  prepare();
  restore();
  say_("cpp: building the core as it is");
  return build_as("unchanged");
}

std::vector<std::string> CppOverlay::with(const std::string& bug, const Change& change) {
  prepare();
  restore();
  const std::string text = planted(read_text_file(places_.source / "core" / change.file), change);
  changed_file_ = change.file;
  write_file(root_ / "source/core" / change.file, text);
  say_(fmt::format("cpp: building with {}", bug));
  return build_as(bug);
}

void CppOverlay::discard(const std::string& bug) { fs::remove(root_ / "bin" / bug); }

}  // namespace smx::mutants
