// Writes the inputs that every target starts from, a folder for each.
//
//   smx_fuzz_seeds DIR SOURCE
//
// SOURCE is the root of the source tree, with the vectors. DIR must be new or empty.
// Exit status: 0 written; 2 wrong use, or something that cannot be read or written.

#include <cstdio>
#include <exception>
#include <filesystem>

#include "seeds/seed_folder.h"
#include "support/ready.h"

int main(int count, char** arguments) {
  namespace fs = std::filesystem;
  if (count != 3) {
    std::fprintf(stderr, "usage: %s DIR SOURCE\n", *arguments);
    return 2;
  }
  try {
    const fs::path root = arguments[1];
    if (fs::exists(root) && !fs::is_empty(root)) {
      std::fprintf(stderr, "%s: is not empty\n", root.c_str());
      return 2;
    }
    smx::fuzz::make_ready();
    smx::fuzz::SeedFolder folder(root);
    smx::fuzz::add_state_seeds(folder);
    smx::fuzz::add_script_seeds(folder);
    smx::fuzz::add_vector_seeds(folder, arguments[2]);
    smx::fuzz::add_relay_seeds(folder);
    for (const auto& [target, seeds] : folder.counts()) {
      std::printf("%6zu %s\n", seeds, target.c_str());
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
