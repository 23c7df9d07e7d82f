// The notes that cases point to: which kind of bug a case would show, and what it would do.
#pragma once

#include <set>
#include <string>

#include "asker.h"

namespace smx::vectors {

/// The `flags` member of a file: the notes of the names used in it, by name. Throws
/// std::runtime_error for a name without a note.
Json flag_notes(const std::set<std::string>& used);

}  // namespace smx::vectors
