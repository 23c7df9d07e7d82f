// The memory of a running program.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "canary_search.h"

namespace smx::interop {

/// What was found, and how much was looked at.
struct MemorySearch {
  std::vector<Hit> hits;
  std::uint64_t bytes = 0;
  std::size_t regions = 0;
};

/// Searches all readable mappings of a process, but for the kernel's own. Throws
/// conformance::InputError when the memory may not be read, or nothing of it could be.
MemorySearch search_memory(pid_t pid, const CanarySearch& search);

}  // namespace smx::interop
