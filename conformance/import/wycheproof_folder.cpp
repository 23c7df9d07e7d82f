#include "import/wycheproof_folder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "runner/input_error.h"

namespace smx::wycheproof {
namespace {

namespace fs = std::filesystem;
using conformance::InputError;

/// The names that Wycheproof gives to the files of our algorithms.
constexpr std::array<std::string_view, 6> kOurNames = {
    "x25519_test.json",  "ed25519_test.json",     "eddsa_test.json",
    "aes_gcm_test.json", "hkdf_sha256_test.json", "hmac_sha256_test.json"};

bool is_our_name(const std::string& name) {
  return std::ranges::find(kOurNames, name) != kOurNames.end();
}

std::vector<fs::path> json_files(const fs::path& directory) {
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    if (entry.is_regular_file() && entry.path().extension() == ".json") {
      paths.push_back(entry.path());
    }
  }
  std::ranges::sort(paths);
  return paths;
}

fs::path folder_of_tests(const fs::path& given) {
  std::error_code ignored;
  if (!fs::is_directory(given, ignored)) {
    throw InputError(fmt::format("{}: no such directory", given.string()));
  }
  for (const char* name : {"testvectors_v1", "testvectors"}) {
    if (fs::is_directory(given / name, ignored)) return given / name;
  }
  return given;
}

void read_one(const fs::path& path, Folder& folder) {
  const std::string name = path.filename().string();
  const std::optional<Head> head = read_head(path);
  const std::optional<Algorithm> algorithm = head ? algorithm_of(*head) : std::nullopt;
  std::optional<File> file;
  if (algorithm) file = read_file(path, *algorithm);
  if (file) {
    folder.files.push_back(std::move(*file));
  } else if (is_our_name(name)) {
    throw InputError(
        head ? fmt::format("{}: bears the name of a file of ours and says algorithm {}, schema {}",
                           path.string(), head->algorithm, head->schema)
             : fmt::format("{}: not a file in Wycheproof's layout", path.string()));
  } else {
    (head ? folder.others : folder.not_ours).push_back(name);
  }
}

}  // namespace

Folder read_folder(const fs::path& directory) {
  Folder folder;
  folder.directory = folder_of_tests(directory);
  for (const fs::path& path : json_files(folder.directory)) read_one(path, folder);
  if (folder.files.empty()) {
    throw InputError(
        fmt::format("{}: holds none of {}: give a Wycheproof checkout or its folder "
                    "testvectors_v1",
                    folder.directory.string(), fmt::join(kOurNames, ", ")));
  }
  return folder;
}

}  // namespace smx::wycheproof
