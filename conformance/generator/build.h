// `smx vectors build`: all pinned files, byte for byte, from the generator's seeds and a driver,
// and the recorded ones as they are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "replay.h"

namespace smx::vectors {

struct BuildOptions {
  NamedDriver driver;              ///< gives the bytes; listed in agreed_by
  std::filesystem::path out;       ///< directory of the files; its ids.lock and retired.json count
  std::filesystem::path recorded;  ///< directory of the recorded files, which are copied from it
  std::filesystem::path spec;      ///< docs/spec
  std::vector<NamedDriver> agree;  ///< run over every case; listed where every case passed
};

struct BuildReport {
  std::size_t files = 0;
  std::size_t cases = 0;
  std::vector<std::string> disagreements;  ///< one line for each case that a platform failed
};

/// Makes the files and, when nothing stands in the way, writes them, ids.lock and MANIFEST.json.
/// The driver has to give the bytes of the recorded files, too. Platforms that agreed before are
/// kept for files whose bytes did not change. Throws BuildError (a case is not as declared or
/// recorded, or an id rule is broken) or conformance::InputError; nothing is written then.
BuildReport build(const BuildOptions& options);

}  // namespace smx::vectors
