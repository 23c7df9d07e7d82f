#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "exit_code.h"

/// What the subcommands of `smx conformance` share.

namespace smx::cli {

/// The directory that --vectors gave, or, empty, that of this installation.
std::filesystem::path vectors_directory(const std::string& given);

/// The command as an action: a conformance::InputError becomes a Failure, that is one line and exit
/// code 2, as everywhere.
std::function<ExitCode()> conformance_action(std::function<int()> command);

}  // namespace smx::cli
