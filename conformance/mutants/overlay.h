// Copies of an implementation in which a bug is planted. The tree itself is never touched, and no
// code that is shipped or judged holds a switch for any bug.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bug.h"

namespace smx::mutants {

/// Told in one line what is being done.
using Say = std::function<void(const std::string& line)>;

/// Makes drivers of one implementation. Errors are conformance::InputError: the change does not
/// fit, the copy does not build.
class Overlay {
 public:
  Overlay() = default;
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;
  virtual ~Overlay() = default;

  /// The command of the driver as it is.
  virtual std::vector<std::string> unchanged() = 0;
  /// The command of a driver with the change in it.
  virtual std::vector<std::string> with(const std::string& bug, const Change& change) = 0;
  /// The command is not needed any more; its files go.
  virtual void discard(const std::string& bug) = 0;
};

struct OverlayPlaces {
  std::filesystem::path source;  ///< root of the source tree
  std::filesystem::path work;    ///< an own directory for copies and builds
};

/// Directory of the files that an implementation's changes are about.
std::filesystem::path sources_of(const std::string& implementation,
                                 const std::filesystem::path& source);

/// Why no driver of the implementation can be made here ("cmake is not on PATH"); empty if it can.
std::string why_no_overlay(const std::string& implementation, const std::filesystem::path& source);

std::unique_ptr<Overlay> make_overlay(const std::string& implementation,
                                      const OverlayPlaces& places, std::size_t jobs,
                                      const Say& say);

}  // namespace smx::mutants
