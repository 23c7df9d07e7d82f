// Where the seeds of all targets are written.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "smx/bytes.h"

namespace smx::fuzz {

/// A folder for each target; names of files are numbers, so that the same seeds have the same ones.
class SeedFolder {
 public:
  explicit SeedFolder(std::filesystem::path root) : root_(std::move(root)) {}

  /// Throws std::runtime_error when it cannot be written.
  void add(const std::string& target, std::string_view bytes);
  void add(const std::string& target, ByteView bytes) {
    add(target, std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }
  [[nodiscard]] const std::map<std::string, std::size_t>& counts() const { return counts_; }

 private:
  std::filesystem::path root_;
  std::map<std::string, std::size_t> counts_;
};

/// From a device with a record of every kind: records, whole states, sealed ones.
void add_state_seeds(SeedFolder& folder);
/// Scripts for the targets that play conversations.
void add_script_seeds(SeedFolder& folder);
/// From the vectors below `source`, the root of the source tree: envelopes, frames, bundles,
/// requests, and files that the runner reads. Throws conformance::InputError.
void add_vector_seeds(SeedFolder& folder, const std::filesystem::path& source);
/// What clients send to the relay, and what it exports: made up, of every kind some.
void add_relay_seeds(SeedFolder& folder);

}  // namespace smx::fuzz
