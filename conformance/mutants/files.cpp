#include "files.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include "runner/input_error.h"

namespace smx::mutants {

namespace fs = std::filesystem;
using conformance::InputError;

void write_file(const fs::path& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.flush();
  if (!out) throw InputError(fmt::format("{}: cannot be written", path.string()));
}

WorkDirectory::WorkDirectory(const fs::path& given) : temporary_(given.empty()) {
  std::error_code error;
  if (!temporary_) {
    path_ = fs::absolute(given);
    fs::create_directories(path_, error);
    if (error) throw InputError(fmt::format("{}: {}", path_.string(), error.message()));
    return;
  }
  std::string pattern = (fs::temp_directory_path() / "smx-mutants-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) {
    throw InputError(fmt::format("{}: {}", pattern, std::strerror(errno)));
  }
  path_ = pattern;
}

WorkDirectory::~WorkDirectory() {
  if (!temporary_) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace smx::mutants
