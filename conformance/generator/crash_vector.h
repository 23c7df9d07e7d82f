// A failing input as a vector file that the runner loads.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "asker.h"
#include "disagreement.h"

namespace smx::vectors {

/// No vector can be made of this input: why, in one line.
class NoVector : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct CrashOptions {
  std::string kind;                  ///< one of crash_kinds()
  std::string bytes;                 ///< the input
  std::string source;                ///< its name, for error lines
  std::string id;                    ///< of the case; empty: from kind and hash
  std::string expect;                ///< "", "ok" or "reject:REASON" of the last request
  std::vector<std::string> driver;   ///< says what is right
  std::vector<std::string> against;  ///< fails on the input; empty: nothing is minimised
  std::filesystem::path spec;        ///< docs/spec, whose hash the file holds
  std::string file_name;             ///< under which the file is going to be loaded
  std::chrono::milliseconds timeout{10'000};
  std::size_t budget = 2000;  ///< scripts that are tried to make it smaller
};

struct CrashVector {
  std::string id;
  Json document;
  std::string text;       ///< canonical
  std::size_t given = 0;  ///< requests of the input
  std::size_t kept = 0;   ///< steps of the case
  std::optional<Shrunk> shrunk;
};

/// Makes the file and proves it: it loads as `smx conformance run --vectors` loads it, the driver
/// passes it (unless `expect` speaks in its place and the driver is none), and `against` does not.
/// Throws InputError for input that is wrong, NoVector where none can be made: the driver fails on
/// the input, answers otherwise the second time, or agrees with `against`.
CrashVector crash_vector(const CrashOptions& options);

}  // namespace smx::vectors
