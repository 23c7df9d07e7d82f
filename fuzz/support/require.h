// How a target says that its invariant is broken.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace smx::fuzz {

/// Ends the process when `held` is false: libFuzzer keeps the input then, and a replay fails.
/// `what` says what should have held, in a few words.
inline void require(bool held, const char* what) {
  if (held) return;
  std::fprintf(stderr, "invariant broken: %s\n", what);
  std::abort();
}

}  // namespace smx::fuzz
