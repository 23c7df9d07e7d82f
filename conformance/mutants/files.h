// Files that are written whole.
#pragma once

#include <filesystem>
#include <string_view>

namespace smx::mutants {

/// Replaces the file's content. Throws conformance::InputError with the path.
void write_file(const std::filesystem::path& path, std::string_view text);

/// A directory for copies and builds: the one given, which stays, or a fresh one below the system's
/// place for temporary files, which goes with this object.
class WorkDirectory {
 public:
  explicit WorkDirectory(const std::filesystem::path& given);
  ~WorkDirectory();
  WorkDirectory(const WorkDirectory&) = delete;
  WorkDirectory& operator=(const WorkDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  bool temporary_;
};

}  // namespace smx::mutants
