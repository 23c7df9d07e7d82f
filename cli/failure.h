#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "exit_code.h"
#include "smx/error.h"

namespace smx::cli {

/// Why a command ends without success: one line for people and the exit code. Thrown anywhere,
/// caught in main only.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& line) : std::runtime_error(line), code_(code) {}
  [[nodiscard]] ExitCode code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

/// Input that cannot be used: `source` says which file or option, `what` which field and byte.
[[noreturn]] void bad_input(std::string_view source, std::string_view what);
/// A failing system call on a file: the reason is errno's. Exit code 2 for input, 3 for output.
[[noreturn]] void cannot_read(std::string_view path, int error_number);
[[noreturn]] void cannot_write(std::string_view path, int error_number);
/// An error of the core, with its name, in the context of `source`.
[[noreturn]] void fail_with(Error error, std::string_view source);

/// The value, or the core's error as a Failure.
template <class T>
T take(Result<T> result, std::string_view source) {
  if (!result) fail_with(result.error(), source);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace smx::cli
