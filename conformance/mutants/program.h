// Programs that are run to their end: the configuration and the build of a copy.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace smx::mutants {

/// Runs a command without a shell, in a process group of its own that ends with this program; all
/// it writes is appended to `log`. The exit status, or 128 and its number for a signal. Throws
/// conformance::InputError when it cannot be started.
int run_program(const std::vector<std::string>& command, const std::filesystem::path& log);

/// The last `count` lines of a file, each with two spaces in front.
std::string last_lines(const std::filesystem::path& file, std::size_t count);

}  // namespace smx::mutants
