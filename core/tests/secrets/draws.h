#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace smx::secrets {

/// What the library draws, told veiled: libsodium's generator is replaced by one that fills from
/// the operating system's and remembers each draw of 32 bytes under a veil. Before smx::init.
class Draws {
 public:
  using Veiled = std::array<std::uint8_t, 32>;

  static void listen();
  /// The draws since the last call, oldest first.
  [[nodiscard]] static std::vector<Veiled> take();
};

}  // namespace smx::secrets
