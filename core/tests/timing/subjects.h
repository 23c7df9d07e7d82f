#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace smx::timing {

/// Something whose time must not tell two classes of inputs from each other.
struct Subject {
  std::string_view name;
  std::size_t input_size;
  /// Writes an input of class 0 or 1.
  std::function<void(unsigned which, std::span<std::uint8_t> input, std::mt19937_64& random)> fill;
  /// What is timed. What it returns is used, so that nothing is optimised away.
  std::function<unsigned(std::span<const std::uint8_t> input)> run;
  /// It takes so long that it is measured this many times less often.
  std::uint64_t dearer = 1;
};

/// The core's own. `init` came before.
std::vector<Subject> subjects();

/// The same tasks done as nobody should: they must be told apart.
std::vector<Subject> leaking_subjects();

}  // namespace smx::timing
