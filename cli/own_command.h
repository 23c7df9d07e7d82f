#pragma once

#include <string>

namespace smx::cli {

/// How this program is called in commands that people copy: `smx` if the shell finds this very
/// program by that name, otherwise its path.
std::string own_command();

}  // namespace smx::cli
