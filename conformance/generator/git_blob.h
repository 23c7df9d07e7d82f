// A file as a commit of the enclosing repository has it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace smx::vectors {

/// Bytes of `directory/name` at `revision`; nothing if there is no git, no repository, no such
/// revision or no such file in it.
std::optional<std::string> git_blob(const std::filesystem::path& directory,
                                    const std::string& revision, const std::string& name);

}  // namespace smx::vectors
