// Pinned cases put to drivers: what was made or recorded must be what is answered again.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "runner/vector_set.h"

namespace smx::vectors {

struct NamedDriver {
  std::string name;                  ///< of the platform, as agreed_by lists it
  std::vector<std::string> command;  ///< program and arguments
};

struct Replayed {
  std::map<std::string, std::set<std::string>> passed;  ///< by file: who passed its every case
  std::vector<std::string> disagreements;  ///< one line for each case that a platform failed
};

/// Puts every case of the files to every driver.
Replayed replay(std::vector<conformance::VectorFile> files,
                const std::vector<NamedDriver>& drivers);

}  // namespace smx::vectors
