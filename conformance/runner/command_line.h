// A command given as one text, split into words as a POSIX shell splits them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace smx::conformance {

/// Splits at blanks; single quotes, double quotes and backslashes as in a shell. Nothing is
/// expanded: no variable, no glob, no shell is run. Throws InputError for an open quote or an empty
/// command.
std::vector<std::string> split_command(std::string_view text);

/// True if `program` can be run: a path that is executable, or a name found on PATH.
bool can_run(const std::string& program);

}  // namespace smx::conformance
