// Every pinned case as a seed for fuzzers (conformance/fuzz-seeds.md).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "runner/vector_set.h"

namespace smx::vectors {

/// The bytes of one file in the folder of its target.
struct Seed {
  std::string target;  ///< "script", "smx1", "dr_frame", "bundle"
  std::string name;    ///< of the file
  std::string bytes;
};

enum class SeedFormat { kDriver, kRaw };

/// `format` kDriver: one script for each case, in the order of the set. kRaw: every distinct
/// envelope, frame and bundle that a case sends, expects or repairs with, for its decoder.
std::vector<Seed> seeds_of(const conformance::VectorSet& set, SeedFormat format);

/// A case id as a file name. Two ids never give the same one.
std::string seed_name(const std::string& case_id);

/// Writes the seeds into folders of their targets and seeds.json, which says how many there are and
/// of which manifest. The directory must not be there or be empty. Throws InputError. Returns the
/// number of seeds by target.
std::map<std::string, std::size_t> export_seeds(const conformance::VectorSet& set,
                                                const std::vector<SeedFormat>& formats,
                                                const std::filesystem::path& directory);

}  // namespace smx::vectors
