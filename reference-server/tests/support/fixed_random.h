#pragma once

#include <cstdint>

#include "relay/random.h"

namespace smx::relay::test {

/// The same bytes in every run (splitmix64 of the seed), never twice the same in one.
class FixedRandom : public Random {
 public:
  explicit FixedRandom(std::uint64_t seed = 20261121) : state_(seed) {}

  void fill(std::span<std::uint8_t> out) override {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (i % 8 == 0) word = next();
      out[i] = static_cast<std::uint8_t>(word >> (i % 8 * 8));
    }
  }

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  /// Below `bound`, which is not 0. Close enough to even for tests.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }

 private:
  std::uint64_t state_;
};

}  // namespace smx::relay::test
