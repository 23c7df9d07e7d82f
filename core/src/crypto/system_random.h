#pragma once

#include <cstdint>
#include <span>

namespace smx {

/// Opens the generator; thread-safe, and harmless when repeated. False when there is none.
[[nodiscard]] bool start_system_random() noexcept;

/// Fills `out` from the operating system's generator. It does not fail: where the system has no
/// randomness to give, the process ends rather than go on with a guess.
void system_random(std::span<std::uint8_t> out) noexcept;

}  // namespace smx
