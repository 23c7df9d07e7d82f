#pragma once

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "smx/secret.h"

namespace smx::secrets {

/// Where copies of a secret may be when the scenario is over.
enum class Copies : std::uint8_t {
  /// Nowhere: it has served.
  none,
  /// In memory, but not in a core dump: it is in guarded memory.
  undumped,
  /// Exactly one in memory: it was moved.
  one,
  /// The scan's own control: in memory.
  some,
};

inline constexpr std::uint8_t kVeil = 0x5A;

/// Tells scan.py which bytes to look for. They go out veiled at once, so that this process holds no
/// copy of its own for the scan to find.
class Noted {
 public:
  /// `leaked` names a secret of which a copy is left in freed memory, as by a wipe left out: the
  /// scan must find it.
  explicit Noted(std::string_view leaked) : leaked_(leaked) {}
  Noted(const Noted&) = delete;
  Noted& operator=(const Noted&) = delete;
  ~Noted() {
    for (std::unique_ptr<Block>& block : blocks_) block.reset();
    if (!leaked_.empty() && blocks_.empty()) std::puts("unknown");
    std::puts("ready");
    std::fflush(stdout);
  }

  /// A secret that is known under the veil alone.
  void veiled(std::string_view name, std::span<const std::uint8_t, 32> bytes,
              Copies copies = Copies::none) {
    SecretBytes plain(bytes);
    for (std::uint8_t& byte : plain.writable()) byte ^= kVeil;
    secret(name, plain.reveal(), copies);
  }

  void secret(std::string_view name, std::span<const std::uint8_t> bytes,
              Copies copies = Copies::none) {
    constexpr const char* kExpected[] = {"none", "undumped", "one", "some"};
    std::printf("secret %.*s %s ", static_cast<int>(name.size()), name.data(),
                kExpected[static_cast<std::size_t>(copies)]);
    for (const std::uint8_t byte : bytes) std::printf("%02x", byte ^ kVeil);
    std::printf("\n");
    if (name != leaked_) return;
    blocks_.push_back(std::make_unique<Block>());
    std::memcpy(blocks_.back()->bytes, bytes.data(), bytes.size());
  }

 private:
  /// An allocator writes over the beginning of what it is given back.
  struct Block {
    std::uint8_t allocators_own[64];
    std::uint8_t bytes[64];
  };

  std::string_view leaked_;
  std::vector<std::unique_ptr<Block>> blocks_;
};

}  // namespace smx::secrets
