#pragma once

#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

#include "smx/bytes.h"

namespace smx::test {

/// 32 bytes to look for in this process's writable memory, but for the stack, on which compiled
/// code may spill what it likes. Kept veiled, so that they are not found here.
class Needle {
 public:
  explicit Needle(std::span<const std::uint8_t, 32> bytes) {
    for (std::size_t i = 0; i < 32; ++i) {
      veiled_[i] = bytes[i] ^ kVeil;
      // SHA-256 keeps its value as 32-bit words in the machine's order.
      veiled_swapped_[i] = bytes[i / 4 * 4 + 3 - i % 4] ^ kVeil;
    }
  }

  [[nodiscard]] int count_in_memory() const {
    int count = 0;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
      std::uintptr_t begin = 0;
      std::uintptr_t end = 0;
      char access[5] = {};
      if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " %4s", &begin, &end, access) != 3) {
        continue;
      }
      if (std::string_view(access) != "rw-p" || line.ends_with("[stack]")) continue;
      count += count_in({reinterpret_cast<const std::uint8_t*>(begin), end - begin});
    }
    return count;
  }

 private:
  static constexpr std::uint8_t kVeil = 0x5A;

  [[nodiscard]] int count_in(ByteView memory) const {
    return count_in(memory, veiled_) + count_in(memory, veiled_swapped_);
  }

  static int count_in(ByteView memory, const std::array<std::uint8_t, 32>& veiled) {
    int count = 0;
    while (memory.size() >= 32) {
      const void* first = std::memchr(memory.data(), veiled[0] ^ kVeil, memory.size() - 31);
      if (first == nullptr) return count;
      const auto* at = static_cast<const std::uint8_t*>(first);
      count += matches(at, veiled) ? 1 : 0;
      memory = memory.subspan(static_cast<std::size_t>(at - memory.data()) + 1);
    }
    return count;
  }

  static bool matches(const std::uint8_t* bytes, const std::array<std::uint8_t, 32>& veiled) {
    for (std::size_t i = 0; i < 32; ++i) {
      if ((bytes[i] ^ kVeil) != veiled[i]) return false;
    }
    return true;
  }

  std::array<std::uint8_t, 32> veiled_;
  std::array<std::uint8_t, 32> veiled_swapped_;
};

}  // namespace smx::test
