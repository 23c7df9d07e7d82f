// A live run as pinned vectors: every random value is drawn here and injected, every envelope went
// through the relay, and what the drivers answered becomes what every platform must answer.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "gate.h"
#include "generator/asker.h"
#include "generator/recorded.h"
#include "generator/spec_pages.h"

namespace smx::interop {

/// The name of the file that a recording is meant to become.
inline constexpr const char* kRecordingFile = vectors::kLiveFile;

struct RecordingOptions {
  std::vector<conformance::Platform> platforms;  ///< take turns in the scenarios
  std::vector<std::string> relay_command;
  std::filesystem::path folder;  ///< of the relay's output
  std::filesystem::path spec;    ///< docs/spec
  std::string seed;
  std::string version;
};

/// The document, canonical (two spaces, members in the order of the schema, one LF). Throws
/// conformance::InputError when a platform cannot take random values or a scenario does not pass.
std::string record(const RecordingOptions& options);

/// The cases of every scenario, the platforms by turns, over a carrier. All follows from the seed:
/// which platform answers and what carries the envelopes changes no byte.
vectors::Json recorded_cases(const std::vector<conformance::Platform>& platforms,
                             const std::string& seed, Carrier& carrier, Transcript& transcript,
                             const Stage::Start& start);

/// The file's document around cases, canonical.
std::string recording_text(const vectors::Json& cases, const vectors::Spec& spec,
                           const std::string& seed, const std::string& version);

/// One scenario's steps as a case. An envelope that a device receives is taken from the step that
/// made it.
vectors::Json case_of(const Scenario& scenario, const std::vector<RecordedStep>& steps);

}  // namespace smx::interop
