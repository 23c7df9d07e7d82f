#pragma once

#include <stdexcept>
#include <string>

#include "server/exit_code.h"

namespace smx::relay::server {

/// Why the program ends without success: a line for people, without any secret, and the exit code.
/// Caught in main only.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& line) : std::runtime_error(line), code_(code) {}
  [[nodiscard]] ExitCode code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

}  // namespace smx::relay::server
