#pragma once

#include <cstdint>

#if defined(__x86_64__)
#include <x86intrin.h>
#else
#include <chrono>
#endif

namespace smx::timing {

/// A fine clock: cycles on x86-64, nanoseconds elsewhere. The fences keep what is timed between its
/// two readings.
inline std::uint64_t now() noexcept {
#if defined(__x86_64__)
  _mm_lfence();
  const std::uint64_t time = __rdtsc();
  _mm_lfence();
  return time;
#else
  return static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
#endif
}

}  // namespace smx::timing
