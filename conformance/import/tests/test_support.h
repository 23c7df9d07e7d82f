// Files in Wycheproof's layout, made for one test.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "import/wycheproof_folder.h"

namespace smx::wycheproof {

inline const std::filesystem::path kCheckout =
    std::filesystem::path(SMX_TEST_DATA) / "checkout" / "testvectors_v1";

/// A directory that goes with the object.
class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "smx-import-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

/// The file of that name in the test data.
inline File our_file(const std::string& name, Algorithm algorithm) {
  return read_file(kCheckout / name, algorithm).value();
}

}  // namespace smx::wycheproof
