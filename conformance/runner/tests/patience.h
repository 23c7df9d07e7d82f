// How long a test waits for a driver.
#pragma once

#include <chrono>

namespace smx::conformance::test {

/// Where an answer is expected: long enough for a busy machine.
inline constexpr std::chrono::milliseconds kPatient{30'000};
/// Where silence is expected, which is waited for in full.
inline constexpr std::chrono::milliseconds kBrief{200};
/// Where a scripted driver answers at once, or never.
inline constexpr std::chrono::milliseconds kAny{1000};

}  // namespace smx::conformance::test
