// A directory of vector files, checked against its manifest.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "vector_case.h"

namespace smx::conformance {

/// What a flag of a case stands for.
struct FlagNote {
  std::string bug_type;
  std::string description;
  std::string effect;
};

struct VectorFile {
  std::string name;  ///< "hkdf-v1.json"
  std::string suite;
  int suite_version = 0;
  int spec_revision = 0;
  std::string sha256;  ///< of the file's bytes
  std::map<std::string, FlagNote> flags;
  std::map<std::string, std::string> groups;  ///< id to comment
  std::vector<Case> cases;
};

struct VectorSet {
  std::filesystem::path directory;
  std::optional<std::string> manifest_sha256;  ///< none without a MANIFEST.json
  std::vector<VectorFile> files;               ///< in the manifest's order, or by name

  std::size_t case_count() const;
};

/// The vector file of this text; the name of `path` says which schema it is held to. Throws
/// InputError naming the path and the place.
VectorFile vector_file_of(std::string text, const std::filesystem::path& path);

/// Reads one file. Throws InputError naming the file and the place.
VectorFile read_vector_file(const std::filesystem::path& path);

/// Reads a directory. With a MANIFEST.json every file must be listed, have the hash and the number
/// of cases that the manifest says; without one all *.json files are read by name. Ids are unique
/// over all files. With `required_manifest` a directory whose MANIFEST.json has another SHA-256 is
/// refused, before any other file is read. Throws InputError.
VectorSet read_vector_set(const std::filesystem::path& directory,
                          const std::optional<std::string>& required_manifest = std::nullopt);

}  // namespace smx::conformance
