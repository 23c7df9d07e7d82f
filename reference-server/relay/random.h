#pragma once

#include <cstdint>
#include <span>

namespace smx::relay {

/// Where identifiers, codes and tokens come from; tests give one that they know.
class Random {
 public:
  virtual ~Random() = default;
  /// Fills all of `out`; throws std::runtime_error when the system has no randomness to give.
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

}  // namespace smx::relay
