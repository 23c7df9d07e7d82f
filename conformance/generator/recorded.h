// Pinned files that no generator makes: recorded once from a live run, and carried as they are from
// build to build. What the generator's files get from being made again, these get from being asked
// again: every driver has to give their bytes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "pinned_files.h"

namespace smx::vectors {

/// The file that `smx interop record` writes.
inline constexpr const char* kLiveFile = "dr-v1-live-result.json";

struct RecordedSuite {
  std::string name;              ///< "live-interop"
  std::string file;              ///< "dr-v1-live-result.json"
  int version = 1;               ///< raised, with a decision record, when a case is recorded anew
  std::vector<std::string> adr;  ///< numbers of the decision records behind the bytes
};

/// In the order of the manifest, which has them after the suites of the generator.
const std::vector<RecordedSuite>& recorded_suites();

/// None for a file that is not recorded.
const RecordedSuite* recorded_suite_of(std::string_view file);

/// Reads the recorded files in `directory`, each held to its schema, its canonical form and its
/// suite. Throws conformance::InputError naming the file.
std::vector<MadeFile> read_recorded_files(const std::filesystem::path& directory);

/// What is wrong with a file that conforms to its schema, one line each: it is of another suite,
/// version or decisions than `suite` says.
std::vector<std::string> recorded_faults(const RecordedSuite& suite, const Json& document);

/// One line on where a recorded file comes from, and whether the clause pages that it cites are
/// still word for word those of the recording.
std::string recorded_note(const Json& document, const std::string& file, const Spec& spec);

}  // namespace smx::vectors
