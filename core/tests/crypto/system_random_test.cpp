#include "crypto/system_random.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace smx {
namespace {

// [PRIM-22] it fills all of the span, each time with other bytes.
TEST(SystemRandom, FillsTheSpanAnew) {
  ASSERT_TRUE(start_system_random());
  std::set<std::array<std::uint8_t, 32>> seen;
  std::array<std::uint8_t, 32> ever{};
  for (int i = 0; i < 64; ++i) {
    std::array<std::uint8_t, 32> bytes{};
    system_random(bytes);
    for (std::size_t j = 0; j < bytes.size(); ++j) ever[j] |= bytes[j];
    seen.insert(bytes);
  }
  EXPECT_EQ(seen.size(), 64u);
  // A byte that stayed zero 64 times was not written: the chance of that is 2^-507.
  for (const std::uint8_t byte : ever) EXPECT_NE(byte, 0);
}

TEST(SystemRandom, WritesNothingOutsideTheSpan) {
  std::array<std::uint8_t, 34> bytes{};
  bytes.front() = bytes.back() = 0xA5;
  system_random(std::span(bytes).subspan(1, 32));
  EXPECT_EQ(bytes.front(), 0xA5);
  EXPECT_EQ(bytes.back(), 0xA5);
}

}  // namespace
}  // namespace smx
