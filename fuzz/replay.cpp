// Puts stored inputs to a target, without libFuzzer: files, or folders with all that is below them.
//
//   smx_fuzz_<target> FILE|FOLDER...
//
// A broken invariant or a sanitizer's finding ends the process; the input is the last one that was
// named on standard error. Exit status: 0 all were taken; 2 wrong use, or a place without a file.

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/target.h"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_below(const fs::path& place) {
  std::vector<fs::path> files;
  if (fs::is_regular_file(place)) files.push_back(place);
  if (fs::is_directory(place)) {
    for (const auto& entry : fs::recursive_directory_iterator(place)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void replay(const fs::path& file) {
  std::fprintf(stderr, "%s\n", file.c_str());
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  // Of exactly this size, so that a sanitizer sees a read past its end.
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  static_cast<void>(LLVMFuzzerTestOneInput(bytes.data(), bytes.size()));
}

int replay_all(const std::vector<fs::path>& places) {
  std::size_t inputs = 0;
  for (const fs::path& place : places) {
    const std::vector<fs::path> files = files_below(place);
    if (files.empty()) {
      std::fprintf(stderr, "%s: holds no input\n", place.c_str());
      return 2;
    }
    for (const fs::path& file : files) replay(file);
    inputs += files.size();
  }
  std::printf("%zu inputs\n", inputs);
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 2) {
    std::fprintf(stderr, "usage: %s FILE|FOLDER...\n", *arguments);
    return 2;
  }
  try {
    return replay_all({arguments + 1, arguments + count});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", *arguments, error.what());
    return 1;
  }
}
