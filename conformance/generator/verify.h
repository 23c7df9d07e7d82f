// `smx vectors verify`: whether the pinned files are what their pins say, and what may change.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace smx::vectors {

struct VerifyOptions {
  std::filesystem::path directory;  ///< of the vector files
  std::filesystem::path spec;       ///< docs/spec
  std::string since = "HEAD";       ///< ids.lock may only have grown since this revision
  /// Makes the files again through this driver and compares them byte for byte; the recorded ones
  /// are asked of it again.
  std::optional<std::vector<std::string>> driver;
};

/// All that is wrong, one line each; empty when all is well. Throws conformance::InputError only
/// when directory or specification cannot be read at all.
std::vector<std::string> verify(const VerifyOptions& options);

/// One line for each recorded file of a directory in which verify() found nothing.
std::vector<std::string> recorded_notes(const VerifyOptions& options);

}  // namespace smx::vectors
