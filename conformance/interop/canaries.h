// What every message of the gate carries, so that its plaintext can be looked for where it must not
// be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "draws.h"

namespace smx::interop {

inline constexpr std::size_t kCanarySize = 32;

/// Draws the canaries of a run and remembers all of them.
class Canaries {
 public:
  Canaries(const std::string& seed, std::size_t per_message);

  /// A plaintext: a line that says what it is and that it is test data, then its canaries, raw.
  /// `filler` more bytes of a pattern come last.
  Bytes plaintext(std::string_view about, std::size_t filler = 0);

  const std::vector<Bytes>& all() const { return all_; }
  const std::string& seed() const { return draws_.seed(); }

 private:
  Draws draws_;
  std::size_t per_message_;
  std::size_t messages_ = 0;
  std::vector<Bytes> all_;
};

}  // namespace smx::interop
