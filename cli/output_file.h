#pragma once

#include <sys/types.h>

#include <string>

#include "smx/bytes.h"

namespace smx::cli {

/// A file to be written whole or not at all.
struct OutputFile {
  std::string path;
  /// Where it is written first, in the same directory. A part that a killed run left is replaced.
  std::string part;
  mode_t mode = 0600;
};

/// Writes the part, syncs it, gives it its name and syncs the directory: on return the file is
/// durable, and at no moment does the name stand for half of it. A file of that name must not be
/// there. Throws Failure (bad_input: it is there; failed).
void write_new_file(const OutputFile& file, ByteView content);

/// The same for a name that may be taken: the old file is there until the new one is whole.
void replace_file(const OutputFile& file, ByteView content);

/// Removes a file durably; one that is not there is fine. Throws Failure (failed).
void remove_file(const std::string& path);

[[nodiscard]] bool file_exists(const std::string& path);
/// The path from the root, so that it means the same in another directory.
[[nodiscard]] std::string absolute_path(const std::string& path);
/// Throws Failure (bad_input) when the directory that `path` lies in is not there or not writable.
void require_directory_of(const std::string& path);

}  // namespace smx::cli
