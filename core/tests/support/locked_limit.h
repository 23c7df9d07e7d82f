#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>

namespace smx::test {

/// From here on this process may lock only so many bytes, whoever runs it: for the child process of
/// a death test. Ends it with status 2 or 3 when that cannot be had.
inline void limit_locked_memory(std::size_t bytes) {
  const rlimit limit{.rlim_cur = bytes, .rlim_max = bytes};
  if (setrlimit(RLIMIT_MEMLOCK, &limit) != 0) std::_Exit(2);
  // The limit does not bind the superuser.
  constexpr uid_t kNobody = 65'534;
  if (geteuid() == 0 && setuid(kNobody) != 0) std::_Exit(3);
}

}  // namespace smx::test
