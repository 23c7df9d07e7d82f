// Which cases of a set of vectors are planned.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "vector_set.h"

namespace smx::conformance {

/// Keeps the cases whose id matches one of the globs (* and ? match any character, also '/');
/// files without a case left are dropped. No glob keeps all.
std::vector<VectorFile> chosen_files(std::vector<VectorFile> files,
                                     const std::vector<std::string>& globs);

/// One of `count` parts of the cases. A case's part follows from its id alone, so that another case
/// that comes or goes moves none; every case is in exactly one part.
struct Shard {
  std::size_t number = 1;  ///< from 1
  std::size_t count = 1;

  bool holds(const std::string& case_id) const;
  std::string text() const;  ///< "2/4"
};

/// Reads "2/4". Throws InputError for anything else, a number outside 1..count, or over 10,000
/// parts.
Shard parse_shard(const std::string& text);

/// Keeps the cases of one part; files without a case left are dropped.
std::vector<VectorFile> shard_of(std::vector<VectorFile> files, const Shard& shard);

}  // namespace smx::conformance
