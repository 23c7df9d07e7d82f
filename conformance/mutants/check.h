// What can be said of the descriptions without trying one.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bug.h"

namespace smx::mutants {

/// How many bugs there must be.
struct Wanted {
  std::size_t bugs = 75;
  std::size_t per_family = 17;
  std::size_t in_cpp = 30;
};

/// One line for each thing that is wrong: too few bugs, a change that does not fit its file exactly
/// once, a clause that `spec` does not have. `source` is the root of the source tree.
std::vector<std::string> check_bugs(const std::vector<Bug>& bugs,
                                    const std::filesystem::path& source, const Wanted& wanted);

}  // namespace smx::mutants
