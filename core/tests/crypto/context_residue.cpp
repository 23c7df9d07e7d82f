// What the thread's contexts keep after an operation: no key. The test reads all of its own
// writable memory but the stack, on which compiled code may spill what it likes.

#include <gtest/gtest.h>

#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>

#include "crypto/aead.h"
#include "crypto/hash.h"
#include "test_data.h"

namespace smx {
namespace {

constexpr std::uint8_t kVeil = 0x5A;

/// 32 bytes to look for, kept veiled so that they are not found here.
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

AeadKey test_key() {
  AeadKey key;
  for (std::size_t i = 0; i < 32; ++i) {
    key.writable()[i] = static_cast<std::uint8_t>(0x91 + 13 * i * i);
  }
  return key;
}

TEST(Residue, TheSearchFindsAKeyThatIsThere) {
  const AeadKey key = test_key();
  const Needle needle(key.reveal());
  const SecretBytes copy(key.reveal());
  EXPECT_EQ(needle.count_in_memory(), 1);
}

TEST(Residue, NoAeadKeyStaysInAContext) {
  const AeadKey key = test_key();
  const Needle needle(key.reveal());
  std::array<std::uint8_t, 80> sealed{};
  std::array<std::uint8_t, 64> plaintext{};
  ASSERT_TRUE(aead_seal(key, Nonce(), {}, plaintext, sealed).has_value());
  EXPECT_EQ(needle.count_in_memory(), 0);
  ASSERT_TRUE(aead_open(key, Nonce(), {}, sealed, plaintext).has_value());
  EXPECT_EQ(needle.count_in_memory(), 0);
  sealed[0] ^= 1;
  ASSERT_FALSE(aead_open(key, Nonce(), {}, sealed, plaintext).has_value());
  EXPECT_EQ(needle.count_in_memory(), 0);
}

TEST(Residue, NoDerivedKeyStaysInAContext) {
  const AeadKey key = test_key();
  std::array<std::uint8_t, 32> derived{};
  hmac_sha256(key.reveal(), {ByteView(key.reveal())}, derived);
  EXPECT_EQ(Needle(derived).count_in_memory(), 0);
  ASSERT_TRUE(hkdf_sha256({}, key.reveal(), {}, derived).has_value());
  EXPECT_EQ(Needle(derived).count_in_memory(), 0);
}

}  // namespace
}  // namespace smx
