// A new driver: the files of a language's skeleton, and what its author does next.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "language.h"

namespace smx::conformance {

/// One thing to do: what it is for, and the command, as it stands after `$ `.
struct NextCommand {
  std::string what;
  std::string command;
};

struct SkeletonFile {
  std::filesystem::path path;  ///< below the driver's folder
  std::string text;
};

/// What is wrong with a driver's name, or nothing. A name begins with a letter and holds at most 40
/// of a-z, 0-9 and '-', the last not '-'.
std::string name_fault(const std::string& name);

/// From the driver's own folder to its first vector file. `smx` is how this program is called.
std::vector<NextCommand> next_commands(const Language& language, const std::string& smx);

/// The files of the skeleton. `smx` as above. Throws std::logic_error if a template holds a mark
/// that nothing fills.
std::vector<SkeletonFile> skeleton_files(const Language& language, const std::string& name,
                                         const std::string& smx);

/// Writes them into `directory`, which is made and must be empty. Throws InputError naming what
/// cannot be written.
void write_skeleton(const std::filesystem::path& directory, const std::vector<SkeletonFile>& files);

/// The word as a POSIX shell reads it back: quoted if it has to be.
std::string shell_word(const std::string& word);

}  // namespace smx::conformance
