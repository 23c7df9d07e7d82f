// Bytes from a seed: a run can be repeated with the seed that it printed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "runner/hex.h"

namespace smx::interop {

using conformance::Bytes;

/// SHA-256 in counter mode over the seed and a label: other labels, other bytes. For test data and
/// for keys that are published with it, never for a secret.
class Draws {
 public:
  Draws(std::string seed, std::string label);

  Bytes bytes(std::size_t count);
  std::string hex(std::size_t count) { return conformance::to_hex(bytes(count)); }
  /// A number from 0 to `bound` - 1; `bound` is at least 1.
  std::size_t below(std::size_t bound);

  const std::string& seed() const { return seed_; }

 private:
  std::string seed_;
  std::string label_;
  std::uint64_t counter_ = 0;
};

/// 32 hex digits from the operating system's generator: the seed of a run that was given none.
std::string fresh_seed();

}  // namespace smx::interop
