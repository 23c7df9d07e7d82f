// Where the files of a user's own Wycheproof checkout are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "import/wycheproof_file.h"

namespace smx::wycheproof {

struct Folder {
  std::filesystem::path directory;    ///< in which the files were found
  std::vector<File> files;            ///< of our algorithms, by name
  std::vector<std::string> others;    ///< files of other algorithms or curves, by name
  std::vector<std::string> not_ours;  ///< JSON files that are not in Wycheproof's layout, by name
};

/// Reads the test files in `directory`, or, when it is the root of a checkout, in its
/// testvectors_v1 or testvectors. Every file counts by what it says it is; one that bears the name
/// of a file of ours and is another is a fault. Throws InputError, also when no file is ours.
Folder read_folder(const std::filesystem::path& directory);

}  // namespace smx::wycheproof
